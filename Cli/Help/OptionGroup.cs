namespace AllocSim.Cli.Help;

/// <summary>Options that belong together in help: a heading, and the names of the options in their order.</summary>
/// <param name="Heading">The heading.</param>
/// <param name="Names">Names of the options.</param>
public sealed record OptionGroup(string Heading, IReadOnlyList<string> Names)
{
    /// <summary>The groups, in the order of help. An option that none of them names stands under the verb's own.</summary>
    public static IReadOnlyList<OptionGroup> All { get; } =
    [
        new("The allocator", ["--policy", "--policies", "--conf", "--conf-as-library", "--size-classes", "--control", "--vary", "--spec", "--random", "--seed"]),
        new("The machine", ["--cpus", "--cpu-set", "--environment", "--touch", "--page-size", "--thp", "--no-huge-pages", "--overcommit", "--fail-mmap", "--limit-mapped", "--limit-resident", "--limit-mappings"]),
        new("Simulated time", ["--timing", "--flat-out", "--pinned", "--costs", "--lock-order", "--own-threads", "--what-if", "--trace-events"]),
        new("What is written", ["--out", "--no-page", "--no-charts", "--charts", "--chart-size", "--addresses", "--syscalls", "--stats", "--stats-opts", "--heap-profile", "--resident", "--resident-at", "--sample-every"]),
        new("Work", ["--jobs", "--shard", "--resume", "--runs", "--seconds", "--alone"]),
        new("Checks and mistakes", ["--check", "--check-every", "--lenient", "--require"]),
    ];

    /// <summary>The heading for options that only one verb has.</summary>
    public const string Own = "Options of its own";

    /// <summary>The heading that an option stands under.</summary>
    public static string HeadingOf(string option) => All.FirstOrDefault(group => group.Names.Contains(option))?.Heading ?? Own;
}
