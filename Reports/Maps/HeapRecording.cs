using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Reports.Maps;

/// <summary>A heap at several moments: states of pages, rows of the policy's views, live objects with their call stacks. What stays the same over moments is kept once, with the first moment that has it and the first that has it no more.</summary>
public sealed class HeapRecording
{
    private readonly int _pageBytes;
    private readonly IReadOnlyList<ViewDeclaration> _views;
    private readonly List<Moment> _moments = [];
    private readonly List<Stay<(int View, string Text)>> _rows = [];
    private readonly List<Stay<RecordedObject>> _objects = [];
    private readonly SortedDictionary<int, string> _stacks = [];
    private Dictionary<(int View, string Text), int> _openRows = [];
    private Dictionary<RecordedObject, int> _openObjects = [];

    /// <summary>Makes an empty recording.</summary>
    /// <param name="pageBytes">Bytes in a page.</param>
    /// <param name="views">The views whose rows are kept.</param>
    public HeapRecording(int pageBytes, IReadOnlyList<ViewDeclaration> views) => (_pageBytes, _views) = (pageBytes, views);

    /// <summary>Moments recorded.</summary>
    public int MomentCount => _moments.Count;

    /// <summary>Adds a moment, later than all before.</summary>
    /// <param name="index">Its operation.</param>
    /// <param name="timeNs">Its time on the trace's clock.</param>
    /// <param name="states">What is behind the pages, by address.</param>
    /// <param name="rows">Reads a view.</param>
    /// <param name="live">The live objects.</param>
    /// <param name="frames">The frames of a call stack, innermost first.</param>
    public void Add(long index, long timeNs, IReadOnlyList<PageStateRun> states, Func<ViewDeclaration, IReadOnlyList<TableCell[]>> rows, IEnumerable<RecordedObject> live, Func<int, IReadOnlyList<string>> frames)
    {
        int moment = _moments.Count;
        _moments.Add(new Moment(index, timeNs, states));
        Dictionary<(int View, string Text), int> openRows = [];
        for (int view = 0; view < _views.Count; view++)
        {
            foreach (TableCell[] row in rows(_views[view]))
            {
                Keep(_rows, _openRows, openRows, (view, string.Join('\t', row.Select(cell => cell.Text))), moment);
            }
        }

        Dictionary<RecordedObject, int> openObjects = [];
        foreach (RecordedObject each in live)
        {
            Keep(_objects, _openObjects, openObjects, each, moment);
            if (each.Stack > 0 && !_stacks.ContainsKey(each.Stack))
            {
                _stacks.Add(each.Stack, string.Join(" < ", frames(each.Stack)));
            }
        }

        (_openRows, _openObjects) = (openRows, openObjects);
    }

    /// <summary>The recording as base64 of gzip of JSON: of as many moments as fit, all of them or each second, fourth, … one.</summary>
    /// <param name="layout">The cells of the map.</param>
    /// <param name="charactersMax">Characters that the text may have; the last moment alone may take more.</param>
    public string Pack(MapLayout layout, int charactersMax)
    {
        while (true)
        {
            using MemoryStream packed = new();
            using (GZipStream zip = new(packed, CompressionLevel.Optimal, leaveOpen: true))
            using (Utf8JsonWriter json = new(zip))
            {
                Write(json, layout);
            }

            string text = Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
            if (text.Length <= charactersMax || _moments.Count < 2)
            {
                return text;
            }

            Halve();
        }
    }

    private static void Keep<T>(List<Stay<T>> kept, Dictionary<T, int> before, Dictionary<T, int> now, T what, int moment)
        where T : notnull
    {
        if (!before.TryGetValue(what, out int place))
        {
            place = kept.Count;
            kept.Add(new Stay<T>(what, moment, moment));
        }

        CollectionsMarshal.AsSpan(kept)[place].To = moment + 1;
        now.TryAdd(what, place);
    }

    // The last moment stays.
    private void Halve()
    {
        int odd = _moments.Count % 2;
        for (int i = _moments.Count - 2; i >= 0; i -= 2)
        {
            _moments.RemoveAt(i);
        }

        HalveStays(_rows, odd);
        HalveStays(_objects, odd);
    }

    // With an odd number of moments the even ones stay, else the odd ones.
    private static void HalveStays<T>(List<Stay<T>> spans, int odd)
    {
        foreach (ref Stay<T> span in CollectionsMarshal.AsSpan(spans))
        {
            (span.From, span.To) = ((span.From + odd) / 2, (span.To + odd) / 2);
        }

        spans.RemoveAll(span => span.From >= span.To);
    }

    private void Write(Utf8JsonWriter json, MapLayout layout)
    {
        json.WriteStartObject();
        json.WriteNumber("page", _pageBytes);
        json.WriteNumber("cell", layout.CellBytes);
        Array(json, "stretches", layout.Stretches, stretch => Numbers(json, (long)stretch.Start, stretch.FirstCell, stretch.Cells));
        Array(json, "moments", _moments, moment =>
        {
            json.WriteStartObject();
            json.WriteNumber("index", moment.Index);
            json.WriteNumber("time", moment.TimeNs);
            Array(json, "states", moment.States, run => Numbers(json, (long)run.Start, (long)run.End, (int)run.State));
            json.WriteEndObject();
        });
        Array(json, "stateNames", Enum.GetNames<PageState>(), json.WriteStringValue);
        Array(json, "views", _views, view => WriteView(json, view));
        Array(json, "rows", _rows, row =>
        {
            json.WriteStartArray();
            json.WriteNumberValue(row.What.View);
            json.WriteNumberValue(row.From);
            json.WriteNumberValue(row.To);
            json.WriteStringValue(row.What.Text);
            json.WriteEndArray();
        });
        _objects.Sort((a, b) => a.What.Address != b.What.Address ? a.What.Address.CompareTo(b.What.Address) : a.From.CompareTo(b.From));
        Array(json, "objects", _objects, each => Numbers(json, each.From, each.To, (long)each.What.Address, (long)each.What.Size, each.What.Number, each.What.Operation, each.What.Thread, each.What.TimeNs, each.What.Stack));
        json.WriteStartObject("stacks");
        foreach ((int number, string frames) in _stacks)
        {
            json.WriteString(FormattableString.Invariant($"{number}"), frames);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteView(Utf8JsonWriter json, ViewDeclaration view)
    {
        json.WriteStartObject();
        json.WriteString("name", view.Name);
        json.WriteNumber("address", view.IndexOf(view.AddressColumn));
        json.WriteNumber("bytes", view.IndexOf(view.BytesColumn));
        Array(json, "columns", view.Columns, column => json.WriteStringValue(column.Name));
        json.WriteStartObject("filters");
        foreach (ViewFilter filter in view.Filters)
        {
            json.WriteNumber(filter.Option, view.IndexOf(filter.Column));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IEnumerable<T> all, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T each in all)
        {
            write(each);
        }

        json.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter json, params ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray();
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private sealed record Moment(long Index, long TimeNs, IReadOnlyList<PageStateRun> States);

    private struct Stay<T>(T what, int from, int to)
    {
        public readonly T What = what;
        public int From = from;
        public int To = to;
    }
}
