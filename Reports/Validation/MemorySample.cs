using CsvHelper;

namespace AllocSim.Reports.Validation;

/// <summary>One moment of a program's run, with what was resident of its heap and what a replay says: a row of memory.csv.</summary>
[CsvRecord]
public sealed partial record MemorySample
{
    /// <summary>Number of the run, from 1: one for each set of options.</summary>
    [CsvColumn("run")]
    public int Run { get; init; }

    /// <summary>The allocator's options.</summary>
    [CsvColumn("conf")]
    public string Conf { get; init; } = "";

    /// <summary>Index of the operation that came next.</summary>
    [CsvColumn("operation")]
    public long Operation { get; init; }

    /// <summary>Since the recording began, nanoseconds.</summary>
    [CsvColumn("time_ns")]
    public long TimeNs { get; init; }

    /// <summary>What the kernel held of the library's mappings.</summary>
    [CsvColumn("real_bytes")]
    public long RealBytes { get; init; }

    /// <summary>What the replay holds, where the program writes all that it asks for.</summary>
    [CsvColumn("simulated_bytes")]
    public long SimulatedBytes { get; init; }

    /// <summary>What it holds where the program writes the first byte of each object alone.</summary>
    [CsvColumn("first_bytes")]
    public long FirstBytes { get; init; }

    /// <summary>Simulated less real.</summary>
    public long Difference => SimulatedBytes - RealBytes;
}
