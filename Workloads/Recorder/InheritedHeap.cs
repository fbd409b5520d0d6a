using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Recorder;

/// <summary>What was alive in a process when it forked, by the process's own file.</summary>
internal sealed class InheritedHeap
{
    private readonly Dictionary<ulong, (long Order, InheritedObject Object)> _alive = [];
    private readonly Dictionary<int, (long Order, InheritedObject Object)?> _reallocated = [];
    private long _nextOrder;

    private InheritedHeap(IEnumerable<InheritedObject> before)
    {
        foreach (InheritedObject inherited in before)
        {
            Add(inherited);
        }
    }

    /// <summary>The objects that a forked child has from its parent, in the order of their birth; none for another process, or where the parent's file is missing.</summary>
    /// <param name="path">The child's file.</param>
    /// <param name="header">The child's header.</param>
    public static IReadOnlyList<InheritedObject> Of(string path, RecordingHeader header)
    {
        string parent = header.ForkedFrom.Length == 0 ? "" : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(header.ForkedFrom));
        if (parent.Length == 0 || !File.Exists(parent) || Path.GetFullPath(parent) == Path.GetFullPath(path))
        {
            return [];
        }

        RecordingHeader parentHeader = RecordingHeader.Read(parent);
        InheritedHeap heap = new(parentHeader.ForkedFrom == Path.GetFileName(path) ? [] : Of(parent, parentHeader));
        using FileStream file = new(parent, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        heap.Run(RecordedChunks.Cursors(file, parentHeader), header.ForkedTicks);
        return [.. heap._alive.Values.OrderBy(alive => alive.Order).Select(alive => alive.Object)];
    }

    private void Run(IEnumerable<RecordCursor> cursors, ulong untilTicks)
    {
        PriorityQueue<RecordCursor, (ulong Ticks, int Thread)> next = new();
        foreach (RecordCursor cursor in cursors)
        {
            Continue(next, cursor);
        }

        while (next.TryDequeue(out RecordCursor? cursor, out (ulong Ticks, int Thread) at) && at.Ticks <= untilTicks)
        {
            Enter(cursor);
            Continue(next, cursor);
        }
    }

    private static void Continue(PriorityQueue<RecordCursor, (ulong Ticks, int Thread)> next, RecordCursor cursor)
    {
        if (cursor.MoveNext())
        {
            next.Enqueue(cursor, (cursor.Ticks, cursor.Thread));
        }
    }

    private void Enter(RecordCursor r)
    {
        switch (r.Kind)
        {
            case RecordKind.MallocSmall:
                Add(new InheritedObject(r.Word(1) & 0xFFFF_FFFF_FFFF, OperationKind.Malloc, r.Word(1) >> 48, 0, 0));
                break;
            case RecordKind.Malloc:
                Add(new InheritedObject(r.Word(1), OperationKind.Malloc, r.Word(2), 0, 0));
                break;
            case RecordKind.Calloc:
                Add(new InheritedObject(r.Word(1), OperationKind.Calloc, r.Word(2), r.Word(3), 0));
                break;
            case RecordKind.Memalign:
                Add(new InheritedObject(r.Word(1), OperationKind.Memalign, r.Word(2), r.Word(3), 0));
                break;
            case RecordKind.AlignedAlloc:
                Add(new InheritedObject(r.Word(1), OperationKind.AlignedAlloc, r.Word(2), r.Word(3), 0));
                break;
            case RecordKind.Mallocx:
                Add(new InheritedObject(r.Word(1), OperationKind.Mallocx, r.Word(2), 0, (int)r.Word(3)));
                break;
            case RecordKind.Free or RecordKind.Dallocx or RecordKind.Sdallocx:
                _alive.Remove(r.Word(1));
                break;
            case RecordKind.ReallocBegin or RecordKind.RallocxBegin:
                _reallocated[r.Thread] = _alive.Remove(r.Word(1), out (long Order, InheritedObject Object) old) ? old : null;
                break;
            case RecordKind.ReallocEnd:
                EndRealloc(r, new InheritedObject(r.Word(1), OperationKind.Malloc, r.Word(2), 0, 0));
                break;
            case RecordKind.RallocxEnd:
                EndRealloc(r, new InheritedObject(r.Word(1), OperationKind.Mallocx, r.Word(2), 0, (int)r.Word(3)));
                break;
        }
    }

    /// <summary>One that failed leaves the object as it was; one to size 0 that gives nothing has freed it.</summary>
    private void EndRealloc(RecordCursor r, InheritedObject made)
    {
        if (made.Address != 0)
        {
            Add(made);
        }
        else if (made.Size != 0 && _reallocated.GetValueOrDefault(r.Thread) is { } old)
        {
            _alive[old.Object.Address] = old;
        }
    }

    private void Add(InheritedObject made)
    {
        if (made.Address != 0)
        {
            _alive[made.Address] = (_nextOrder++, made);
        }
    }
}
