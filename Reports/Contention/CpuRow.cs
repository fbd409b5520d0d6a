using AllocSim.Simulator.Contention;
using CsvHelper;

namespace AllocSim.Reports.Contention;

/// <summary>A CPU: a row of cpus.csv.</summary>
[CsvRecord]
public sealed partial record CpuRow
{
    /// <summary>Its number.</summary>
    [CsvColumn("cpu")]
    public int Cpu { get; init; }

    /// <summary>Time in which a thread had it.</summary>
    [CsvColumn("busy_ns")]
    public long BusyNs { get; init; }

    /// <summary>That time by the run's length.</summary>
    [CsvColumn("utilisation")]
    public double Utilisation { get; init; }

    /// <summary>Times that it went over to a thread.</summary>
    [CsvColumn("dispatches")]
    public long Dispatches { get; init; }

    /// <summary>The rows of a run.</summary>
    public static IReadOnlyList<CpuRow> From(ContentionKernel kernel)
        => [.. kernel.Cpus.Select((cpu, i) => new CpuRow { Cpu = i, BusyNs = cpu.BusyNs, Utilisation = kernel.NowNs == 0 ? 0 : (double)cpu.BusyNs / kernel.NowNs, Dispatches = cpu.Dispatches })];
}
