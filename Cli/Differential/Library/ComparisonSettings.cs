using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Differential.Library;

/// <summary>How a policy is held against its library.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Library">The real library.</param>
/// <param name="Conf">Options of both, checked.</param>
/// <param name="CpuCount">CPUs that both see.</param>
internal sealed record ComparisonSettings(Policy Policy, LibraryFile Library, string Conf, int CpuCount)
{
    /// <summary>Which pages of a new object the program writes to, where pages are looked at.</summary>
    public TouchMode Touch { get; init; } = TouchMode.Size;

    /// <summary>Operations after which pages are compared, ascending.</summary>
    public IReadOnlyList<long> Looks { get; init; } = [];

    /// <summary>Whether pages are compared after the last operation.</summary>
    public bool LooksAtEnd { get; init; }

    /// <summary>Whether the kernel makes huge pages on advice, where pages are compared; otherwise it makes none.</summary>
    public bool MakesHugePages { get; init; }

    /// <summary>Where the library's records are read; null where they are not compared. Where they are, they are compared after the last operation.</summary>
    public RecordSource? Records { get; init; }

    /// <summary>Further operations after which records are compared, ascending.</summary>
    public IReadOnlyList<long> RecordLooks { get; init; } = [];

    /// <summary>What the library's process may take.</summary>
    public ProcessLimits Limits { get; init; } = ProcessLimits.Usual;

    /// <summary>Whether statistics are compared after the last operation.</summary>
    public bool ComparesStatistics { get; init; } = true;

    /// <summary>Whether pages are compared at all.</summary>
    public bool ComparesPages => LooksAtEnd || Looks.Count > 0;

    /// <summary>The same, without looks at pages and records.</summary>
    public ComparisonSettings WithoutLooks() => this with { Looks = [], LooksAtEnd = false, Records = null, RecordLooks = [] };
}
