using System.Numerics;

namespace AllocSim.Reports.Measures;

/// <summary>How many different pages the objects handed out in each window lie in: the active page set as a working set.</summary>
/// <remarks>
/// For each page the window of its last touch is kept. When windows are joined two by two, the pages of the joined one are not the sum: some were touched in both.
/// So a window's touches are counted apart by how far back the touch before lay, as the number of doublings after which both fall into one window.
/// At any later width the count is then a sum, and exact.
/// </remarks>
public sealed class TouchedPages
{
    private const int Never = 64;

    private readonly PageMap<long> _lastWindow = new();
    private readonly int _pageShift;
    private readonly List<long[]> _closed = [];
    private long[] _open = new long[Never + 1];
    private int _doublings;

    /// <summary>Makes an empty record.</summary>
    /// <param name="pageSize">Bytes in a page.</param>
    public TouchedPages(int pageSize)
    {
        _pageShift = int.Log2(pageSize);
    }

    /// <summary>Pages touched in each window that was closed, by time.</summary>
    public IReadOnlyList<long> Counts => [.. _closed.Select(window => window.AsSpan(_doublings + 1).ToArray().Sum())];

    /// <summary>An object is handed out: its pages are touched.</summary>
    /// <param name="window">The window as wide as windows were at first, from 0.</param>
    /// <param name="address">Where it lies.</param>
    /// <param name="bytes">Its size; 0 counts as 1.</param>
    public void Touch(long window, ulong address, ulong bytes)
    {
        ulong last = (address + Math.Max(bytes, 1) - 1) >> _pageShift;
        for (ulong page = address >> _pageShift; page <= last; page++)
        {
            ref long before = ref _lastWindow[page];
            if (before != window + 1)
            {
                int doublings = before == 0 ? Never : BitOperations.Log2((ulong)((before - 1) ^ window)) + 1;
                _open[doublings]++;
                before = window + 1;
            }
        }
    }

    /// <summary>The window ends.</summary>
    public void Close()
    {
        _closed.Add(_open);
        _open = new long[Never + 1];
    }

    /// <summary>Windows get twice as wide: each closed one of odd place is joined with the one behind it, the last with the one that is open.</summary>
    public void Double()
    {
        _doublings++;
        for (int i = 1; i < _closed.Count; i += 2)
        {
            long[] next = i + 1 < _closed.Count ? _closed[i + 1] : _open;
            for (int j = 0; j < next.Length; j++)
            {
                next[j] += _closed[i][j];
            }
        }

        SampleSchedule.Halve(_closed);
    }
}
