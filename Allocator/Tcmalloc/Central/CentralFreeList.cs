using AllocSim.Allocator.Tcmalloc.Contended;
using AllocSim.Allocator.Tcmalloc.Pages;
using AllocSim.Allocator.Tcmalloc.Sizes;
using AllocSim.Allocator.Tcmalloc.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Tcmalloc.Central;

/// <summary>All spans of one size class, and batches on their way between threads. (CentralFreeList)</summary>
/// <remarks>Objects come and go as rows of addresses whose last one is the head of the library's linked list.</remarks>
internal sealed partial class CentralFreeList
{
    private const ulong LinkBytes = 8;

    private readonly CentralCache _all;
    private readonly SimMachine _machine;
    private readonly PageHeap _pageHeap;
    private readonly SpanTable _spans;
    private readonly BackBlocks _blocks;
    private readonly TcmallocLock _lock;
    private readonly TcmallocLock _pageHeapLock;
    private readonly byte _class;
    private readonly int _size;
    private readonly int _batch;
    private readonly ulong _batchBytes;
    private readonly int _pages;
    private readonly int _objects;
    private readonly ulong _inverse;
    private readonly int _slack;
    private readonly int _nonempty;
    private readonly int _empty;

    /// <summary>Makes the list of a class, without spans.</summary>
    public CentralFreeList(CentralCache all, int sizeClass, SizeMap sizes, SpanTable spans, BackBlocks blocks, PageHeap pageHeap, TcmallocLocks locks, SimMachine machine)
    {
        _all = all;
        _machine = machine;
        _costs = machine.Costs;
        _pageHeap = pageHeap;
        _spans = spans;
        _blocks = blocks;
        _lock = locks.Central(sizeClass);
        _pageHeapLock = locks.PageHeap;
        _class = (byte)sizeClass;
        _size = sizes.SizeOf(sizeClass);
        _batch = sizes.BatchOf(sizeClass);
        _batchBytes = (ulong)_batch * (ulong)_size;
        _pages = sizes.PagesOf(sizeClass);
        _objects = sizes.ObjectsOf(sizeClass);
        _inverse = _size == 0 ? 0 : ((1UL << 32) + (ulong)_size - 1) / (ulong)_size;
        _slack = _size == 0 ? 0 : sizes.SlackOf(sizeClass);
        _nonempty = SpanTable.NonemptyHead(sizeClass);
        _empty = SpanTable.EmptyHead(sizeClass);
        Transfer = new TransferCache(_size, _batch);
    }

    /// <summary>Batches kept whole.</summary>
    public TransferCache Transfer { get; }

    /// <summary>Free objects in its spans. (counter_)</summary>
    public long FreeObjects { get; private set; }

    /// <summary>Its spans. (num_spans_)</summary>
    public long SpanCount { get; private set; }

    /// <summary>Bytes at the ends of its spans that no object has. (OverheadBytes)</summary>
    public ulong OverheadBytes => (ulong)(SpanCount * _slack);

    /// <summary>Takes objects back. (InsertRange)</summary>
    public void InsertRange(ReadOnlySpan<ulong> objects)
    {
        _lock.Lock();
        if (_costs is not null)
        {
            ChargeRelease(objects.Length);
        }

        if (objects.Length == _batch && MakeRoom())
        {
            Transfer.Push(objects);
            _all.TransferBytes += _batchBytes;
        }
        else
        {
            ReleaseToSpans(objects);
        }

        _lock.Unlock();
    }

    /// <summary>Hands objects out. (RemoveRange)</summary>
    /// <param name="into">Takes them, from its beginning.</param>
    /// <param name="count">How many are wanted; at least 1.</param>
    /// <returns>How many there were; 0 when there is no memory.</returns>
    public int RemoveRange(ulong[] into, int count)
    {
        bool isTooEarly = _lock.Supply.IsOnItsWay;
        _lock.Lock();
        int taken = TakeRange(into, count, isTooEarly);
        if (_costs is not null)
        {
            ChargeFetch(taken);
        }

        _lock.Unlock();
        return taken;
    }

    // A span that another thread has yet to bring does not count: then both make one.
    private int TakeRange(ulong[] into, int count, bool isTooEarly)
    {
        if (count == _batch && Transfer.Used > 0)
        {
            Transfer.Pop().CopyTo(into);
            _all.TransferBytes -= _batchBytes;
            return count;
        }

        int result = isTooEarly ? 0 : FetchFromSpan(into, 0, count);
        if (result == 0)
        {
            Populate();
            result = FetchFromSpan(into, 0, count);
        }

        while (result != 0 && result < count)
        {
            int more = FetchFromSpan(into, result, count - result);
            if (more == 0)
            {
                break;
            }

            result += more;
        }

        return result;
    }

    /// <summary>Gives a slot of the transfer cache up for another class. (ShrinkCache)</summary>
    /// <param name="forClass">The class that wants it: its lock is let go meanwhile, as two are never held at once. (LockInverter)</param>
    /// <param name="force">Also one that holds a batch, if all do.</param>
    public bool TryShrink(CentralFreeList forClass, bool force)
    {
        if (Transfer.Slots == 0 || (!force && Transfer.Used == Transfer.Slots))
        {
            return false;
        }

        forClass._lock.Unlock();
        _lock.Lock();
        bool isFull = Transfer.Used == Transfer.Slots;
        Transfer.RemoveSlot();
        if (isFull)
        {
            _all.TransferBytes -= _batchBytes;
            ReleaseToSpans(Transfer.Pop());
        }

        _lock.Unlock();
        forClass._lock.Lock();
        return true;
    }

    // Room for a batch: a slot of one's own, or one that another class gives up. (MakeCacheSpace)
    private bool MakeRoom()
    {
        if (Transfer.Used < Transfer.Slots)
        {
            return true;
        }

        if (Transfer.Slots == Transfer.SlotsMax || !(_all.TryEvict(this, force: false) || _all.TryEvict(this, force: true)))
        {
            return false;
        }

        Transfer.AddSlot();
        return true;
    }

    // (ReleaseListToSpans)
    private void ReleaseToSpans(ReadOnlySpan<ulong> objects)
    {
        for (int i = objects.Length - 1; i >= 0; i--)
        {
            ReleaseToSpan(objects[i]);
        }

        _costs?.Charge(TcmallocCost.SpanObject, objects.Length);
    }

    private void ReleaseToSpan(ulong address)
    {
        int number = _pageHeap.Map.SpanOf(address >> SizeMap.PageShift);
        ref PageSpan span = ref _spans[number];
        if (span.Used == _objects)
        {
            _spans.Remove(number);
            _spans.Prepend(_nonempty, number);
        }

        Count(1, 0);
        span.Used--;
        if (span.Used > 0)
        {
            ulong offset = address - (span.Start << SizeMap.PageShift);
            _blocks[span.BackBlock + span.Back++] = (ushort)((offset * _inverse) >> 32);
            return;
        }

        Count(-_objects, -1);
        _spans.Remove(number);
        _blocks.Delete(_class, span.BackBlock);
        _lock.Unlock();
        _pageHeapLock.Lock();
        _pageHeap.Delete(number);
        _pageHeapLock.Unlock();
        _lock.Lock();
    }

    // What the first span has, up to what is wanted; the head of the list goes to the end of the row. (FetchFromOneSpans)
    private int FetchFromSpan(ulong[] into, int from, int count)
    {
        if (_spans.IsEmpty(_nonempty))
        {
            return 0;
        }

        int number = _spans.First(_nonempty);
        ref PageSpan span = ref _spans[number];
        int left = _objects - span.Used;
        if (count >= left)
        {
            count = left;
            _spans.Remove(number);
            _spans.Prepend(_empty, number);
        }

        ulong start = span.Start << SizeMap.PageShift;
        int place = from + count;
        for (int back = Math.Min(span.Back, count); back > 0; back--)
        {
            into[--place] = start + (_blocks[span.BackBlock + --span.Back] * (ulong)_size);
        }

        while (place > from)
        {
            into[--place] = start + ((ulong)span.Fresh++ * (ulong)_size);
        }

        span.Used += count;
        Count(-count, 0);
        _costs?.Charge(TcmallocCost.SpanObject, count);
        return count;
    }

    private void Count(int objects, int spans)
    {
        FreeObjects += objects;
        SpanCount += spans;
        _all.CentralBytes += (ulong)(((long)objects * _size) + ((long)spans * _slack));
    }
}
