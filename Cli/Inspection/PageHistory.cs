using AllocSim.Cli.Inspection.Questions;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Inspection;

/// <summary>Writes down what happens to one page: objects that are made and end on it, and what is behind it.</summary>
internal sealed class PageHistory : ObjectProbe
{
    private readonly ulong _page;
    private readonly ulong _bytes;
    private readonly Func<InspectedRun> _run;
    private readonly List<Fact> _facts = [];
    private PageState _state;

    /// <summary>Makes an empty history.</summary>
    /// <param name="page">Address of the page.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="run">The run that it watches.</param>
    public PageHistory(ulong page, ulong bytes, Func<InspectedRun> run)
    {
        _page = page;
        _bytes = bytes;
        _run = run;
    }

    /// <summary>What has happened, in order.</summary>
    public IReadOnlyList<Fact> Facts => _facts;

    /// <inheritdoc/>
    public override void Made(long index, in Operation operation, ulong address, ulong size)
    {
        if (IsHere(address, size))
        {
            Note("made", index, operation, address, size);
        }
    }

    /// <inheritdoc/>
    public override void Gone(long index, in Operation operation, ulong address, ulong size)
    {
        if (IsHere(address, size))
        {
            Note("freed", index, operation, address, size);
        }
    }

    /// <inheritdoc/>
    public override void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize)
    {
        if (IsHere(address, Math.Max(oldSize, newSize)))
        {
            Note("resized", index, operation, address, newSize);
        }
    }

    /// <summary>After an operation: notes what is behind the page where that has changed.</summary>
    public void Look(long index, int thread)
    {
        PageState state = _run().Session.Machine.Pages.StateAt(_page);
        if (state != _state)
        {
            _facts.Add(Fact.Of("page", ("operation", $"{index}"), ("thread", $"{thread}"), ("was", $"{_state}"), ("state", $"{state}")));
            _state = state;
        }
    }

    private bool IsHere(ulong address, ulong size) => address != 0 && address < _page + _bytes && address + Math.Max(size, 1) > _page;

    private void Note(string kind, long index, in Operation operation, ulong address, ulong size)
    {
        TraceCursor cursor = _run().Cursor;
        List<(string, FormattableString)> fields = [("operation", $"{index}"), ("thread", $"{operation.Thread}"), ("time_ns", $"{operation.TimeNs}"), ("address", $"0x{address:x}"), ("size", $"{size}")];
        fields.Add(("call", $"{(cursor.CallOf(index) ?? operation.Kind).ToString().ToLowerInvariant()}"));
        if (kind == "made")
        {
            fields.Add(("number", $"{cursor.ObjectNumber(index)}"));
        }

        if (cursor.StackOf(index) is > 0 and var stack)
        {
            fields.Add(("stack", $"{string.Join(" < ", cursor.Frames(stack))}"));
        }

        _facts.Add(Fact.Of(kind, [.. fields]));
    }
}
