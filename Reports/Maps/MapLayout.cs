namespace AllocSim.Reports.Maps;

/// <summary>Which addresses a map of memory shows, and how many pages a cell stands for: one, or the least power of two that keeps the picture readable. Long gaps are folded.</summary>
public sealed class MapLayout
{
    private const int CellsMax = 1 << 17;
    private const int StretchesMax = 200;

    private readonly int _cellShift;

    private MapLayout(IReadOnlyList<MapStretch> stretches, int pageShift, int cellShift)
    {
        Stretches = stretches;
        _cellShift = cellShift;
        PagesPerCell = 1 << (cellShift - pageShift);
        CellCount = stretches.Count == 0 ? 0 : stretches[^1].FirstCell + stretches[^1].Cells;
    }

    /// <summary>The stretches, by address.</summary>
    public IReadOnlyList<MapStretch> Stretches { get; }

    /// <summary>Pages that a cell stands for.</summary>
    public int PagesPerCell { get; }

    /// <summary>Cells of all stretches together.</summary>
    public int CellCount { get; }

    /// <summary>Bytes that a cell stands for.</summary>
    public ulong CellBytes => 1UL << _cellShift;

    /// <summary>A layout that shows all of some ranges.</summary>
    /// <param name="ranges">First addresses and first addresses behind, by first address; they may overlap.</param>
    /// <param name="pageBytes">Bytes in a page.</param>
    public static MapLayout Of(IReadOnlyList<(ulong Start, ulong End)> ranges, int pageBytes)
    {
        int pageShift = int.Log2(pageBytes);
        for (int cellShift = pageShift; ; cellShift++)
        {
            // Gaps of up to a row's cells stay; of many stretches more gaps have to.
            for (int gapCells = 64; gapCells <= 1 << 20; gapCells <<= 2)
            {
                List<MapStretch> stretches = Stretch(ranges, cellShift, (ulong)gapCells << cellShift);
                MapLayout layout = new(stretches, pageShift, cellShift);
                if (stretches.Count <= StretchesMax && layout.CellCount <= CellsMax)
                {
                    return layout;
                }
            }
        }
    }

    /// <summary>The cell of an address; -1 for one that is not shown.</summary>
    public int CellOf(ulong address)
    {
        int low = 0;
        int high = Stretches.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            MapStretch stretch = Stretches[middle];
            if (address < stretch.Start)
            {
                high = middle - 1;
            }
            else if (address - stretch.Start >> _cellShift >= (ulong)stretch.Cells)
            {
                low = middle + 1;
            }
            else
            {
                return stretch.FirstCell + (int)((address - stretch.Start) >> _cellShift);
            }
        }

        return -1;
    }

    private static List<MapStretch> Stretch(IReadOnlyList<(ulong Start, ulong End)> ranges, int cellShift, ulong gapMax)
    {
        ulong mask = (1UL << cellShift) - 1;
        List<(ulong Start, ulong End)> joined = [];
        foreach ((ulong start, ulong end) in ranges)
        {
            ulong from = start & ~mask;
            ulong to = (end + mask) & ~mask;
            if (joined.Count > 0 && from <= joined[^1].End + gapMax)
            {
                joined[^1] = (joined[^1].Start, Math.Max(joined[^1].End, to));
            }
            else
            {
                joined.Add((from, to));
            }
        }

        List<MapStretch> stretches = [];
        int first = 0;
        foreach ((ulong start, ulong end) in joined)
        {
            int cells = (int)Math.Min((end - start) >> cellShift, int.MaxValue / 4);
            stretches.Add(new MapStretch(start, first, cells));
            first = (int)Math.Min((long)first + cells, int.MaxValue / 2);
        }

        return stretches;
    }
}
