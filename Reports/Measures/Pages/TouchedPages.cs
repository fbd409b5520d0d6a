using System.Runtime.InteropServices;
using AllocSim.Reports.Measures.Samples;

namespace AllocSim.Reports.Measures.Pages;

/// <summary>How many different pages the objects handed out in each window lie in: the active page set as a working set. A window lies between two samples.</summary>
/// <remarks>
/// For each page the window of its last touch is kept. When windows are joined, the pages of the joined one are not the sum: some were touched in several.
/// So a window's touches are counted apart by the window that the touch before lay in; those of a window that is joined with it fall away. Most windows touch again what few others touched,
/// so of a closed one only counts above 0 are kept.
/// </remarks>
public sealed class TouchedPages
{
    private readonly PageMap<long> _lastTouch = new();
    private readonly int _pageShift;
    private readonly bool _canJoin;

    // Of each closed window, by time: the number of the last window that is in it, and its touches: of pages never touched before, and by the place of the window of the touch before.
    private readonly List<long> _numbers = [];
    private readonly List<(int Place, long Pages)[]> _closed = [];
    private readonly List<(int Place, long Pages)> _counts = [];
    private long[] _open = new long[1];
    private long _number = 1;

    /// <summary>Makes an empty record.</summary>
    /// <param name="pageSize">Bytes in a page.</param>
    /// <param name="canJoin">Whether windows will be joined; a count is then kept for each earlier window whose pages one touches again.</param>
    public TouchedPages(int pageSize, bool canJoin)
    {
        _pageShift = int.Log2(pageSize);
        _canJoin = canJoin;
    }

    /// <summary>Pages touched in each window that was closed, by time.</summary>
    public IReadOnlyList<long> Counts => [.. _closed.Select(window => window.Sum(touched => touched.Pages))];

    /// <summary>An object is handed out: its pages are touched.</summary>
    /// <param name="address">Where it lies.</param>
    /// <param name="bytes">Its size; 0 counts as 1.</param>
    public void Touch(ulong address, ulong bytes)
    {
        long closed = _numbers.Count == 0 ? 0 : _numbers[^1];
        ulong last = (address + Math.Max(bytes, 1) - 1) >> _pageShift;
        for (ulong page = address >> _pageShift; page <= last; page++)
        {
            ref long before = ref _lastTouch[page];
            if (before <= closed)
            {
                _open[PlaceOf(before)]++;
            }

            before = _number;
        }
    }

    /// <summary>The window ends.</summary>
    public void Close()
    {
        _closed.Add(TakeOpen());
        _numbers.Add(_number);
        _number++;
        if (_canJoin && _closed.Count == _open.Length)
        {
            _open = new long[_open.Length * 2];
        }
    }

    /// <summary>Joins each window that does not stay with those behind it up to the next that does, or to the open one.</summary>
    /// <param name="staying">The places of those that stay, ascending.</param>
    public void Join(ReadOnlySpan<int> staying)
    {
        int[] placeOf = new int[_closed.Count + 1];
        for (int place = 0, old = 0; old < placeOf.Length; old++)
        {
            placeOf[old] = place;
            place += place < staying.Length && staying[place] == old ? 1 : 0;
        }

        (int Place, long Pages)[] open = TakeOpen();
        int stays = 0;
        for (int old = 0; old < placeOf.Length; old++)
        {
            foreach ((int place, long pages) in old < _closed.Count ? _closed[old] : open)
            {
                if (place == 0)
                {
                    _open[0] += pages;
                }
                else if (placeOf[place - 1] != placeOf[old])
                {
                    _open[placeOf[place - 1] + 1] += pages;
                }
            }

            if (old + 1 < placeOf.Length && placeOf[old + 1] != placeOf[old])
            {
                _closed[stays++] = TakeOpen();
            }
        }

        _closed.RemoveRange(stays, _closed.Count - stays);
        SampleSchedule.Keep(_numbers, staying);
    }

    // What the open window has counted; it counts from 0 again.
    private (int Place, long Pages)[] TakeOpen()
    {
        _counts.Clear();
        for (int place = 0; _open.AsSpan(place).IndexOfAnyExcept(0) is >= 0 and var empty; place++)
        {
            place += empty;
            _counts.Add((place, _open[place]));
            _open[place] = 0;
        }

        return [.. _counts];
    }

    private int PlaceOf(long number)
    {
        if (number == 0 || !_canJoin)
        {
            return 0;
        }

        int place = CollectionsMarshal.AsSpan(_numbers).BinarySearch(number);
        return (place < 0 ? ~place : place) + 1;
    }
}
