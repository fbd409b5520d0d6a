namespace AllocSim.Simulator.Machine.Pages;

/// <content>All that is mapped, with its state.</content>
public sealed partial class PageLayer
{
    /// <summary>Adds all pages that are mapped, by address, as runs of one state.</summary>
    public void ReadStates(List<PageStateRun> runs)
    {
        int first = runs.Count;
        foreach (LeafTable range in (LeafTable[])[_hint, _break, _map])
        {
            foreach ((ulong number, PageLeaf leaf) in range.ByAddress())
            {
                AddStates(runs, leaf.Pages, number << _leafShift);
            }
        }

        runs.Sort(first, runs.Count - first, Comparer<PageStateRun>.Create((a, b) => a.Start.CompareTo(b.Start)));
    }

    private void AddStates(List<PageStateRun> runs, Span<byte> pages, ulong address)
    {
        while (!pages.IsEmpty)
        {
            int length = RunLength(pages);
            PageState state = (PageState)(pages[0] & StateMask);
            ulong end = address + ((ulong)length << _pageShift);
            if (state != PageState.Unmapped)
            {
                bool continues = runs.Count > 0 && runs[^1].End == address && runs[^1].State == state;
                PageStateRun run = new(continues ? runs[^1].Start : address, end, state);
                if (continues)
                {
                    runs.RemoveAt(runs.Count - 1);
                }

                runs.Add(run);
            }

            pages = pages[length..];
            address = end;
        }
    }
}
