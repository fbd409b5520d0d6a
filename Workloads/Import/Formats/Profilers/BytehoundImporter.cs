using System.Globalization;
using System.Text.Json;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Import.Formats.Profilers;

/// <summary>
/// The list of allocations that bytehound's server gives as JSON (/data/ID/allocations), in order of time as it gives it: each has address, size, thread, time, call stack, and when and by whom it was
/// freed. A realloc is an allocation whose forerunner in its chain ends at its very time. Alignments and calloc are not told.
/// </summary>
internal sealed class BytehoundImporter(Stream stream, string name, TraceReadOptions options) : ForeignTrace(name, "bytehound", hasTime: true, options)
{
    private readonly BytehoundList _list = new(stream);
    private readonly PriorityQueue<BytehoundRow, (long FreedNs, long Index)> _alive = new();
    private readonly Dictionary<string, int> _stacks = new(StringComparer.Ordinal);
    private readonly CallStackTable _named = new();
    private long _index;
    private long _lastNs;
    private bool _isAtEnd;

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<string>> CallStacks => _named;

    /// <inheritdoc/>
    protected override string Place => string.Create(CultureInfo.InvariantCulture, $"{Name}: byte {_list.Position}");

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> start = head.TrimStart(" \t\r\n"u8);
        return start.StartsWith("{"u8) && start[1..].TrimStart(" \t\r\n"u8).StartsWith("\"allocations\""u8);
    }

    /// <inheritdoc/>
    protected override bool ReadRecord()
    {
        if (_isAtEnd)
        {
            return FreeUntil(long.MaxValue);
        }

        if (!TryReadRow(out BytehoundRow? row))
        {
            _isAtEnd = true;
            return FreeUntil(long.MaxValue);
        }

        if (row is not null)
        {
            Enter(row);
        }

        return true;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => stream.Dispose();

    private bool TryReadRow(out BytehoundRow? row)
    {
        row = null;
        try
        {
            if (!_list.TryRead(out JsonElement element))
            {
                return false;
            }

            row = BytehoundRow.TryRead(element);
            Report(row is null ? TraceFault.Malformed : TraceFault.None, "this element of allocations is not understood; needed are address, size, thread, timestamp and, where it was freed, deallocation");
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or IOException)
        {
            Report(TraceFault.Truncated, $"the list of allocations is damaged or cut off ({TraceStream.OneLine(e.Message)}); a whole answer of bytehound's /data/ID/allocations is needed");
            return false;
        }
    }

    private void Enter(BytehoundRow row)
    {
        if (row.AtNs < _lastNs)
        {
            Report(TraceFault.TimeBack, "the allocations are not in order of time; ask bytehound for /data/ID/allocations?sort_by=timestamp");
        }

        _lastNs = Math.Max(_lastNs, row.AtNs);
        BytehoundRow? old = FreeBefore(row);
        Book.At(_lastNs);
        CallStack = StackOf(row.Frames);
        Report(old is not null ? Book.Reallocate(row.Thread, old.Address, row.Address, row.Size) : Book.Allocate(OperationKind.Malloc, row.Thread, row.Address, row.Size));
        if (row.FreedNs >= 0)
        {
            _alive.Enqueue(row, (row.FreedNs, _index++));
        }
    }

    /// <summary>Frees what was freed up to an allocation, but for the one that it is the realloc of.</summary>
    private BytehoundRow? FreeBefore(BytehoundRow row)
    {
        BytehoundRow? old = null;
        List<BytehoundRow> others = [];
        while (_alive.TryPeek(out BytehoundRow? next, out _) && next.FreedNs <= row.AtNs)
        {
            _alive.Dequeue();
            if (old is null && row.InChain > 0 && next.FreedNs == row.AtNs && next.InChain == row.InChain - 1 && next.ChainLength == row.ChainLength && next.FreedBy == row.Thread)
            {
                old = next;
            }
            else if (next.FreedNs == row.AtNs && next.InChain + 1 < next.ChainLength)
            {
                others.Add(next); // the realloc of another object at the same time stands further on
            }
            else
            {
                Free(next);
            }
        }

        foreach (BytehoundRow other in others)
        {
            _alive.Enqueue(other, (other.FreedNs, _index++));
        }

        return old;
    }

    private bool FreeUntil(long ns)
    {
        if (!_alive.TryPeek(out BytehoundRow? next, out _) || next.FreedNs > ns)
        {
            return false;
        }

        Free(_alive.Dequeue());
        return true;
    }

    private void Free(BytehoundRow row)
    {
        Book.At(Math.Max(row.FreedNs, row.AtNs));
        Report(Book.Free(row.FreedBy, row.Address));
    }

    private int StackOf(IReadOnlyList<string> frames)
    {
        if (frames.Count == 0)
        {
            return 0;
        }

        string key = string.Join('\n', frames);
        if (!_stacks.TryGetValue(key, out int number))
        {
            _stacks.Add(key, number = _named.Add(frames));
        }

        return number;
    }
}
