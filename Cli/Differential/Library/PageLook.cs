using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Cli.Differential.Library;

/// <summary>Which pages something is behind at a moment.</summary>
/// <param name="LazilyFreedBytes">Bytes that the kernel may take back.</param>
/// <param name="Runs">The pages, by address within each range.</param>
internal sealed record PageLook(ulong LazilyFreedBytes, IReadOnlyList<PageRun> Runs)
{
    /// <summary>What a simulated machine has.</summary>
    public static PageLook At(PageLayer pages)
    {
        List<PageRun> runs = [];
        pages.ReadRuns(runs);
        return new PageLook(pages.LazilyFreedBytes, runs);
    }

    /// <summary>Pages, zero pages included.</summary>
    public long Count(int pageBytes) => Runs.Sum(run => (long)(run.End - run.Start)) / pageBytes;

    /// <summary>Where another look first differs, as "what this one has" and "what the other has"; null where they agree.</summary>
    public (string Mine, string Other)? DifferenceFrom(PageLook other)
    {
        for (int i = 0; i < Math.Max(Runs.Count, other.Runs.Count); i++)
        {
            PageRun? mine = i < Runs.Count ? Runs[i] : null;
            PageRun? theirs = i < other.Runs.Count ? other.Runs[i] : null;
            if (mine != theirs)
            {
                return (Words(mine), Words(theirs));
            }
        }

        return LazilyFreedBytes == other.LazilyFreedBytes ? null
            : (FormattableString.Invariant($"{LazilyFreedBytes} bytes lazily freed"), FormattableString.Invariant($"{other.LazilyFreedBytes} bytes lazily freed"));
    }

    private static string Words(PageRun? run) => run is { } known
        ? FormattableString.Invariant($"pages from 0x{known.Start:x} to 0x{known.End:x}{(known.IsZero ? ", only read" : "")}")
        : "no more pages";
}
