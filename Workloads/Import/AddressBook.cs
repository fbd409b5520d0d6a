using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Objects;

namespace AllocSim.Workloads.Import;

/// <summary>Turns calls on addresses into operations on objects: an address names an object from its allocation to its free.</summary>
/// <remarks>
/// What real recordings get wrong is repaired by fixed rules, and counted: a free of an unknown address is skipped; an allocation at a live address frees the older
/// object first (the free was recorded late or not at all); a call that failed is skipped; realloc of an unknown address is an allocation; realloc to 0 is a free.
/// Threads are numbered in order of appearance; one that comes back after its end is a new one.
/// </remarks>
internal sealed class AddressBook
{
    private const ulong FirstHeld = 0xFFFF_0000_0000_0000; // No program has objects there.

    private readonly Queue<(Operation Operation, long Number, long Old)> _made = new();
    private readonly SlotMap _slots = new();
    private readonly Dictionary<long, int> _threads = [];
    private readonly ImportClock _clock;
    private ulong _nextHeld = FirstHeld;
    private long[] _numberOf = new long[64];
    private long _nextNumber;
    private int _threadCount;
    private bool _isStamped;

    /// <summary>Starts with an empty heap.</summary>
    public AddressBook(ClockRule? declared, RepairTally repairs)
    {
        Repairs = repairs;
        _clock = new ImportClock(declared, repairs);
    }

    /// <summary>Repairs so far.</summary>
    public RepairTally Repairs { get; }

    /// <summary>Operations made and not yet taken.</summary>
    public int Pending => _made.Count;

    /// <summary>What reports say of the clock.</summary>
    public string DescribeClock(bool hasStamps) => _clock.Describe(hasStamps);

    /// <summary>The calls that follow are made at this recorded time, nanoseconds, unless a clock was declared.</summary>
    public void At(long stampNs)
    {
        _clock.Stamp(stampNs);
        _isStamped = true;
    }

    /// <summary>A recorded time after which the calls are spread by the declared step.</summary>
    public void From(long stampNs)
    {
        _clock.Stamp(stampNs, isExact: false);
        _isStamped = false;
    }

    /// <summary>malloc, calloc, memalign and their like.</summary>
    /// <param name="kind">The call.</param>
    /// <param name="thread">The recording's thread number.</param>
    /// <param name="address">The result; 0 where the call failed.</param>
    /// <param name="size">Requested bytes; for calloc those of one element.</param>
    /// <param name="extra">calloc: the count; memalign: the alignment.</param>
    /// <returns>What is wrong, or <see cref="TraceFault.None"/>; repaired faults do not come back.</returns>
    public TraceFault Allocate(OperationKind kind, long thread, ulong address, ulong size, ulong extra = 0)
    {
        if (address == 0)
        {
            Repairs.Add(TraceFault.FailedCall);
            return TraceFault.None;
        }

        UInt128 bytes = kind == OperationKind.Calloc ? (UInt128)size * extra : size;
        if (bytes > OperationBinder.AddressSpaceBytes)
        {
            return TraceFault.BeyondAddressSpace;
        }

        if (address == ulong.MaxValue)
        {
            return TraceFault.Malformed;
        }

        return Create(kind, thread, address, size, extra);
    }

    /// <summary>realloc.</summary>
    /// <param name="thread">The recording's thread number.</param>
    /// <param name="old">The address passed, 0 for a null pointer.</param>
    /// <param name="address">The result, 0 where the call failed or freed.</param>
    /// <param name="size">Requested bytes.</param>
    public TraceFault Reallocate(long thread, ulong old, ulong address, ulong size)
    {
        if (size == 0 && old != 0)
        {
            Repairs.Add(TraceFault.ReallocToZero);
            if (address == 0)
            {
                return Free(thread, old);
            }
        }

        if (address == 0)
        {
            Repairs.Add(TraceFault.FailedCall);
            return TraceFault.None;
        }

        if (size > OperationBinder.AddressSpaceBytes || address == ulong.MaxValue || old == ulong.MaxValue)
        {
            return size > OperationBinder.AddressSpaceBytes ? TraceFault.BeyondAddressSpace : TraceFault.Malformed;
        }

        int slot = old == 0 ? -1 : _slots.Find((long)old);
        if (slot < 0)
        {
            if (old != 0)
            {
                Repairs.Add(TraceFault.UnknownOldObject);
            }

            return Create(OperationKind.Realloc, thread, address, size, 0);
        }

        if (address != old)
        {
            Displace(thread, address);
        }

        long oldNumber = _numberOf[slot];
        _slots.Rename((long)old, (long)address);
        _numberOf[slot] = _nextNumber;
        return Emit(thread, new Operation { Kind = OperationKind.Realloc, Size = size, Object = slot, OldObject = slot }, _nextNumber++, oldNumber);
    }

    /// <summary>A realloc begins: the object goes by a name of its own until it ends, as its address may be given out again meanwhile.</summary>
    /// <param name="old">The address passed.</param>
    /// <returns>What to pass to <see cref="Reallocate"/> for it.</returns>
    public ulong Hold(ulong old)
    {
        if (old is 0 or >= FirstHeld || _slots.Find((long)old) < 0)
        {
            return old;
        }

        _slots.Rename((long)old, (long)_nextHeld);
        return _nextHeld++;
    }

    /// <summary>The realloc failed: the object has its address back.</summary>
    /// <param name="held">What <see cref="Hold"/> returned.</param>
    /// <param name="old">The address.</param>
    public void GiveBack(ulong held, ulong old)
    {
        if (held != old && _slots.Find((long)old) < 0)
        {
            _slots.Rename((long)held, (long)old);
        }
    }

    /// <summary>free and its like.</summary>
    public TraceFault Free(long thread, ulong address)
    {
        if (address == 0)
        {
            return TraceFault.None;
        }

        int slot = address == ulong.MaxValue ? -1 : _slots.Remove((long)address);
        if (slot < 0)
        {
            Repairs.Add(TraceFault.UnknownObject);
            return TraceFault.None;
        }

        return Emit(thread, new Operation { Kind = OperationKind.Free, Object = slot, OldObject = Operation.None }, _numberOf[slot], -1);
    }

    /// <summary>The program asked for statistics.</summary>
    public TraceFault Stats(long thread) => Emit(thread, new Operation { Kind = OperationKind.Stats, Object = Operation.None, OldObject = Operation.None }, -1, -1);

    /// <summary>A thread ends. The end of the first one is the end of the process and is passed over.</summary>
    public TraceFault Exit(long thread)
    {
        if (!_threads.TryGetValue(thread, out int number) || number == 0)
        {
            return TraceFault.None;
        }

        TraceFault fault = Emit(thread, new Operation { Kind = OperationKind.Exit, Object = Operation.None, OldObject = Operation.None }, -1, -1);
        _threads.Remove(thread);
        return fault;
    }

    /// <summary>Takes the next operation out.</summary>
    public void Take(ref Operation operation, out long number, out long old) => (operation, number, old) = _made.Dequeue();

    private TraceFault Create(OperationKind kind, long thread, ulong address, ulong size, ulong extra)
    {
        Displace(thread, address);
        int slot = _slots.Add((long)address);
        if (slot >= _numberOf.Length)
        {
            Array.Resize(ref _numberOf, _numberOf.Length * 2);
        }

        _numberOf[slot] = _nextNumber;
        return Emit(thread, new Operation { Kind = kind, Size = size, Extra = extra, Object = slot, OldObject = Operation.None }, _nextNumber++, -1);
    }

    private void Displace(long thread, ulong address)
    {
        int slot = _slots.Remove((long)address);
        if (slot >= 0)
        {
            Repairs.Add(TraceFault.Inversion);
            Emit(thread, new Operation { Kind = OperationKind.Free, Object = slot, OldObject = Operation.None }, _numberOf[slot], -1);
        }
    }

    private TraceFault Emit(long thread, Operation operation, long number, long old)
    {
        if (!_threads.TryGetValue(thread, out int mine))
        {
            if (_threadCount == OperationBinder.MaxThreads)
            {
                return TraceFault.ThreadRange;
            }

            _threads.Add(thread, mine = _threadCount++);
        }

        operation.Thread = mine;
        operation.TimeNs = _clock.Next(mine, _isStamped);
        _made.Enqueue((operation, number, old));
        return TraceFault.None;
    }
}
