using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Cli.Differential.Library;

/// <summary>Which pages something is behind at a moment.</summary>
/// <param name="LazilyFreedBytes">Bytes that the kernel may take back.</param>
/// <param name="HugeBytes">Bytes in huge pages.</param>
/// <param name="Runs">The pages, by address within each range.</param>
internal sealed record PageLook(ulong LazilyFreedBytes, ulong HugeBytes, IReadOnlyList<PageRun> Runs)
{
    /// <summary>Whether which pages there are depends on what is in them, so that nothing can be compared.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Whether the kernel lets pages that were only read share a page of zeros; without one it gives each memory of its own.</summary>
    public bool HasZeroPage { get; init; } = true;

    /// <summary>What a simulated machine has.</summary>
    public static PageLook At(PageLayer pages)
    {
        List<PageRun> runs = [];
        pages.ReadRuns(runs);
        return new PageLook(pages.LazilyFreedBytes, pages.HugeBytes, runs) { IsUnknown = pages.FreesPartsOfHuge };
    }

    /// <summary>What a kernel without a zero page would have: pages that were only read are like those that were written.</summary>
    public PageLook WithoutZeroPage()
    {
        List<PageRun> runs = [];
        foreach (PageRun run in Runs)
        {
            if (runs.Count > 0 && runs[^1].End == run.Start)
            {
                runs[^1] = runs[^1] with { End = run.End };
            }
            else
            {
                runs.Add(run with { IsZero = false });
            }
        }

        return this with { Runs = runs, HasZeroPage = false };
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

        return LazilyFreedBytes != other.LazilyFreedBytes ? (FormattableString.Invariant($"{LazilyFreedBytes} bytes lazily freed"), FormattableString.Invariant($"{other.LazilyFreedBytes} bytes lazily freed"))
            : HugeBytes != other.HugeBytes ? (FormattableString.Invariant($"{HugeBytes} bytes in huge pages"), FormattableString.Invariant($"{other.HugeBytes} bytes in huge pages"))
            : null;
    }

    private static string Words(PageRun? run) => run is { } known
        ? FormattableString.Invariant($"pages from 0x{known.Start:x} to 0x{known.End:x}{(known.IsZero ? ", only read" : "")}")
        : "no more pages";
}
