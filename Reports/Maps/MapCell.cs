using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Reports.Maps;

/// <summary>What is behind the pages of a cell.</summary>
public struct MapCell
{
    /// <summary>Pages that are reserved: mapped without access.</summary>
    public int Reserved;

    /// <summary>Pages without memory.</summary>
    public int Untouched;

    /// <summary>Pages that were only read.</summary>
    public int Zero;

    /// <summary>Pages with memory.</summary>
    public int Resident;

    /// <summary>Pages whose memory the kernel may take.</summary>
    public int LazilyFreed;

    /// <summary>Bytes of live objects on them.</summary>
    public long LiveBytes;

    /// <summary>The cells of a layout as they are now.</summary>
    /// <param name="layout">Which addresses.</param>
    /// <param name="pages">The pages.</param>
    /// <param name="live">How many live bytes each page holds; null where nobody counted them.</param>
    public static MapCell[] Read(MapLayout layout, PageLayer pages, Measures.Pages.LivePages? live)
    {
        MapCell[] cells = new MapCell[layout.CellCount];
        List<PageStateRun> runs = [];
        pages.ReadStates(runs);
        foreach (PageStateRun run in runs)
        {
            for (ulong at = run.Start; at < run.End;)
            {
                ulong end = Math.Min(run.End, (at & ~(layout.CellBytes - 1)) + layout.CellBytes);
                if (layout.CellOf(at) is >= 0 and var cell)
                {
                    cells[cell].Add(run.State, (int)((end - at) / (ulong)pages.PageSize));
                }

                at = end;
            }
        }

        live?.ForEach((address, bytes) =>
        {
            if (layout.CellOf(address) is >= 0 and var cell)
            {
                cells[cell].LiveBytes += bytes;
            }
        });
        return cells;
    }

    private void Add(PageState state, int count)
    {
        switch (state)
        {
            case PageState.Reserved:
                Reserved += count;
                break;
            case PageState.Untouched:
                Untouched += count;
                break;
            case PageState.Zero:
                Zero += count;
                break;
            case PageState.LazilyFreed:
                LazilyFreed += count;
                break;
            default:
                Resident += count;
                break;
        }
    }
}
