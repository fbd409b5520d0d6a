using System.Runtime.InteropServices;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;

namespace AllocSim.Reports.Measures.Heaps;

/// <summary>A heap at several moments: states of pages, rows of the policy's views, live objects with their call stacks. What stays the same over moments is kept once.</summary>
/// <remarks>Bounded: a view with too many rows is left out from then on, a moment with too many objects has none, and where all together are too many, moments go that lie close to others.</remarks>
public sealed class HeapRecording
{
    private const int RowsOfAViewMax = 20_000;
    private const int RowsMax = 200_000;
    private const int ObjectsOfAMomentMax = 300_000;
    private const int ObjectsMax = 600_000;

    private readonly List<RecordedMoment> _moments = [];
    private readonly List<Stay<(int View, string Text)>> _rows = [];
    private readonly List<Stay<RecordedObject>> _objects = [];
    private readonly SortedDictionary<int, string> _stacks = [];
    private readonly SortedSet<string> _leftOut = new(StringComparer.Ordinal);
    private Dictionary<(int View, string Text), int> _openRows = [];
    private int[] _openObjects = [];

    /// <summary>Makes an empty recording.</summary>
    /// <param name="pageBytes">Bytes in a page.</param>
    /// <param name="views">The views whose rows are kept.</param>
    public HeapRecording(int pageBytes, IReadOnlyList<ViewDeclaration> views)
    {
        PageBytes = pageBytes;
        Views = views;
    }

    /// <summary>Bytes in a page.</summary>
    public int PageBytes { get; }

    /// <summary>The views whose rows are kept.</summary>
    public IReadOnlyList<ViewDeclaration> Views { get; }

    /// <summary>The moments, by operation.</summary>
    public IReadOnlyList<RecordedMoment> Moments => _moments;

    /// <summary>Rows: the view's place in <see cref="Views"/>, and the fields with tabs between.</summary>
    public IReadOnlyList<Stay<(int View, string Text)>> Rows => _rows;

    /// <summary>Live objects.</summary>
    public IReadOnlyList<Stay<RecordedObject>> Objects => _objects;

    /// <summary>Frames of call stacks by number, innermost first.</summary>
    public IReadOnlyDictionary<int, string> Stacks => _stacks;

    /// <summary>Views whose rows were too many at a moment, and "objects" where those were.</summary>
    public IReadOnlyCollection<string> LeftOut => _leftOut;

    /// <summary>Adds a moment, later than all before.</summary>
    /// <param name="moment">Its operation, its time and its pages.</param>
    /// <param name="rows">Reads a view.</param>
    /// <param name="live">The live objects.</param>
    /// <param name="liveCount">How many those are.</param>
    /// <returns>Fields of rows that were read.</returns>
    public long Add(RecordedMoment moment, Func<ViewDeclaration, IReadOnlyList<TableCell[]>> rows, IEnumerable<RecordedObject> live, long liveCount)
    {
        _moments.Add(moment);
        long fields = AddRows(rows);
        if (liveCount <= ObjectsOfAMomentMax)
        {
            AddObjects(live);
        }
        else
        {
            _leftOut.Add("objects");
        }

        while ((_rows.Count > RowsMax || _objects.Count > ObjectsMax) && Closest() is >= 0 and var closest)
        {
            Remove(closest);
        }

        return fields;
    }

    /// <summary>Names the call stacks of the objects.</summary>
    /// <param name="numberOf">Number of an object's call stack; 0 without one.</param>
    /// <param name="frames">The frames of a number, with " &lt; " between.</param>
    public void Name(Func<RecordedObject, int> numberOf, Func<int, string> frames)
    {
        foreach (ref Stay<RecordedObject> stay in CollectionsMarshal.AsSpan(_objects))
        {
            int number = numberOf(stay.What);
            stay = new Stay<RecordedObject>(stay.What with { Stack = number }, stay.From, stay.To);
            if (number > 0 && !_stacks.ContainsKey(number))
            {
                _stacks.Add(number, frames(number));
            }
        }
    }

    /// <summary>Takes away each second moment, but neither the peak nor the last.</summary>
    /// <returns>False: there was none to take.</returns>
    public bool Halve()
    {
        int[] taken = [.. Enumerable.Range(0, _moments.Count).Where(MayGo).Where((_, place) => place % 2 == 0).Reverse()];
        foreach (int moment in taken)
        {
            Remove(moment);
        }

        return taken.Length > 0;
    }

    private long AddRows(Func<ViewDeclaration, IReadOnlyList<TableCell[]>> read)
    {
        int moment = _moments.Count - 1;
        long fields = 0;
        Dictionary<(int View, string Text), int> open = [];
        for (int view = 0; view < Views.Count; view++)
        {
            if (_leftOut.Contains(Views[view].Name))
            {
                continue;
            }

            IReadOnlyList<TableCell[]> rows = read(Views[view]);
            fields += (long)rows.Count * Views[view].Columns.Count;
            if (rows.Count > RowsOfAViewMax)
            {
                _leftOut.Add(Views[view].Name);
                continue;
            }

            foreach (TableCell[] row in rows)
            {
                (int, string) what = (view, string.Join('\t', row.Select(cell => cell.Text)));
                if (!_openRows.TryGetValue(what, out int place))
                {
                    place = _rows.Count;
                    _rows.Add(new(what, moment, moment));
                }

                CollectionsMarshal.AsSpan(_rows)[place].To = moment + 1;
                open.TryAdd(what, place);
            }
        }

        _openRows = open;
        return fields;
    }

    // An object is the same as at the moment before where its slot, the operation that made it, its address and its size are.
    private void AddObjects(IEnumerable<RecordedObject> live)
    {
        int moment = _moments.Count - 1;
        foreach (RecordedObject each in live)
        {
            if (each.Slot >= _openObjects.Length)
            {
                Array.Resize(ref _openObjects, Math.Max(each.Slot + 1, _openObjects.Length * 2));
            }

            int place = _openObjects[each.Slot] - 1;
            if (place < 0 || _objects[place].To != moment || _objects[place].What is var before && (before.Operation != each.Operation || before.Size != each.Size || before.Address != each.Address))
            {
                place = _objects.Count;
                _objects.Add(new(each, moment, moment));
                _openObjects[each.Slot] = place + 1;
            }

            CollectionsMarshal.AsSpan(_objects)[place].To = moment + 1;
        }
    }

    private bool MayGo(int moment) => moment < _moments.Count - 1 && !_moments[moment].IsPeak;

    // Of the moments that may go the one whose neighbours lie closest to each other; -1 for none.
    private int Closest()
    {
        int closest = -1;
        long least = long.MaxValue;
        for (int i = 0; i < _moments.Count; i++)
        {
            if (!MayGo(i))
            {
                continue;
            }

            long gap = _moments[i + 1].Index - (i == 0 ? -1 : _moments[i - 1].Index);
            if (gap < least)
            {
                (closest, least) = (i, gap);
            }
        }

        return closest;
    }

    private void Remove(int moment)
    {
        _moments.RemoveAt(moment);
        Remove(_rows, moment);
        Remove(_objects, moment);
        _openRows.Clear();
        for (int i = 0; i < _rows.Count; i++)
        {
            if (_rows[i].To == _moments.Count)
            {
                _openRows[_rows[i].What] = i;
            }
        }

        Array.Clear(_openObjects);
        for (int i = 0; i < _objects.Count; i++)
        {
            if (_objects[i].To == _moments.Count)
            {
                _openObjects[_objects[i].What.Slot] = i + 1;
            }
        }
    }

    private static void Remove<T>(List<Stay<T>> stays, int moment)
    {
        foreach (ref Stay<T> stay in CollectionsMarshal.AsSpan(stays))
        {
            stay.From -= stay.From > moment ? 1 : 0;
            stay.To -= stay.To > moment ? 1 : 0;
        }

        stays.RemoveAll(stay => stay.From >= stay.To);
    }
}
