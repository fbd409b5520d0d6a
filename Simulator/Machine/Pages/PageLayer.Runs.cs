namespace AllocSim.Simulator.Machine.Pages;

/// <content>What is behind the pages, as a kernel that is asked for it says.</content>
public sealed partial class PageLayer
{
    /// <summary>Adds all pages that something is behind, by address, as runs that are as long as they can be: first those placed by hint, then those of the break, then the other mappings.</summary>
    public void ReadRuns(List<PageRun> runs)
    {
        foreach (LeafTable range in (LeafTable[])[_hint, _break, _map])
        {
            foreach ((ulong number, PageLeaf leaf) in range.ByAddress())
            {
                ReadRuns(runs, leaf.Pages, number << _leafShift);
            }
        }
    }

    /// <summary>Adds all pages that are mapped, reserved ones included, in the same order and as long as the runs can be.</summary>
    /// <param name="ranges">Takes the first address of each run and the first one behind it.</param>
    public void ReadMapped(List<(ulong Start, ulong End)> ranges)
    {
        foreach (LeafTable range in (LeafTable[])[_hint, _break, _map])
        {
            foreach ((ulong number, PageLeaf leaf) in range.ByAddress())
            {
                ReadMapped(ranges, leaf.Pages, number << _leafShift);
            }
        }
    }

    private void ReadMapped(List<(ulong Start, ulong End)> ranges, Span<byte> pages, ulong address)
    {
        while (!pages.IsEmpty)
        {
            int length = RunLength(pages);
            ulong end = address + ((ulong)length << _pageShift);
            if ((PageState)(pages[0] & StateMask) != PageState.Unmapped)
            {
                Add(ranges, address, end);
            }

            pages = pages[length..];
            address = end;
        }
    }

    private static void Add(List<(ulong Start, ulong End)> ranges, ulong start, ulong end)
    {
        if (ranges.Count > 0 && ranges[^1].End == start)
        {
            ranges[^1] = (ranges[^1].Start, end);
        }
        else
        {
            ranges.Add((start, end));
        }
    }

    private void ReadRuns(List<PageRun> runs, Span<byte> pages, ulong address)
    {
        while (!pages.IsEmpty)
        {
            int length = RunLength(pages);
            PageState state = (PageState)(pages[0] & StateMask);
            ulong end = address + ((ulong)length << _pageShift);
            if (PageByte.WasAccessed(state))
            {
                Add(runs, new PageRun(address, end, state == PageState.Zero));
            }

            pages = pages[length..];
            address = end;
        }
    }

    private static void Add(List<PageRun> runs, PageRun run)
    {
        if (runs.Count > 0 && runs[^1].End == run.Start && runs[^1].IsZero == run.IsZero)
        {
            runs[^1] = runs[^1] with { End = run.End };
        }
        else
        {
            runs.Add(run);
        }
    }
}
