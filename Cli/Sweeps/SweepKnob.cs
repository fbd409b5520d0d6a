using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Runs;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Sweeps;

/// <summary>Something about the machine or the replay that a sweep can vary.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Expected">What its values look like.</param>
/// <param name="Set">The request with a value; null when it is none.</param>
internal sealed record SweepKnob(string Name, string Expected, Func<RunRequest, string, RunRequest?> Set)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<SweepKnob> All { get; } =
    [
        new("cpus", "a whole number from 1 to 4096", (request, text) => Number(text, 1, 4096) is { } cpus ? WithCpus(request, cpus) : null),
        new("page_size", "4KiB, 16KiB or 64KiB", (request, text) => Units.TryParseSize(text, out ulong bytes) && bytes is 4096 or 16384 or 65536
            ? request with { Machine = request.Machine with { PageSize = (int)bytes } }
            : null),
        new("touch", "size or first", (request, text) => text is "size" or "first" ? request with { Touch = text == "first" ? TouchMode.First : TouchMode.Size } : null),
        new("thp", "madvise, always or never", (request, text) => text switch
        {
            "madvise" => WithThp(request, TransparentHugePages.Madvise),
            "always" => WithThp(request, TransparentHugePages.Always),
            "never" => WithThp(request, TransparentHugePages.Never),
            _ => null,
        }),
        new("overcommit", "0, 1 or 2", (request, text) => Number(text, 0, 2) is { } mode ? request with { Machine = request.Machine with { OvercommitMemory = mode } } : null),
    ];

    /// <summary>The request with a value, which it then says was varied; null when it is none.</summary>
    public RunRequest? Apply(RunRequest request, string text)
        => Set(request, text) is { } changed ? changed with { Varied = (request.Varied.Length == 0 ? "" : request.Varied + ",") + $"{Name}:{text}" } : null;

    private static RunRequest WithCpus(RunRequest request, int cpus) => request with
    {
        Machine = request.Machine with { CpuCount = cpus, CpuSet = null },
        Contended = request.Contended is null ? null : request.Contended with { Settings = request.Contended.Settings with { CpuCount = cpus } },
    };

    private static RunRequest WithThp(RunRequest request, TransparentHugePages mode) => request with { Machine = request.Machine with { HugePages = mode } };

    private static int? Number(string text, int least, int most)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most ? number : null;
}
