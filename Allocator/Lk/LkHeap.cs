using AllocSim.Allocator.Lk.Inspection;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Lk;

/// <summary>A model of lkmalloc: several heaps, each with its lock; a thread allocates from one for good, and a block goes back to the one it came from, whoever frees it.</summary>
/// <remarks>
/// What is known: P.-Å. Larson and M. Krishnan, Memory allocation for long-running server applications (ISMM 1998), by its abstract and by what Berger et al. (2000) and Evans (2006) say of it.
/// What is not known is an option, see <see cref="LkOptions"/>, or stands in docs/allocators/lkmalloc.md.
/// </remarks>
public sealed class LkHeap
{
    private const int LooksAtLock = 600;
    private const ulong SubheapRecordBytes = 4096;
    private const uint HashFactor = 2654435761;
    private const int ReadWrite = 3;

    private readonly SimMachine _machine;
    private readonly LkOptions _options;
    private readonly LkMemory _memory;
    private readonly LkLocks _locks;
    private readonly Subheap[] _subheaps;
    private int[] _subheapOfThread = [];
    private int _threadCount;
    private bool _isStarted;

    /// <summary>What a thread does that finds a lock taken: it looks as often as an adaptive mutex of the C library does, then sleeps. An assumption.</summary>
    public static WaitingLaw Waiting => WaitingLaw.SpinThenSleep(LooksAtLock);

    /// <summary>Makes a heap that its first call will start.</summary>
    /// <param name="machine">The machine below.</param>
    /// <param name="options">The assumptions.</param>
    public LkHeap(SimMachine machine, LkOptions options)
    {
        _machine = machine;
        _options = options;
        _memory = new LkMemory(machine, options);
        int count = options.LocksLists ? 1 : options.Subheaps == 0 ? 2 * machine.CpuCount : options.Subheaps;
        _locks = new LkLocks(machine, count, options.LocksLists ? _memory.Classes.Count : 0);
        _subheaps = new Subheap[count];
        for (int i = 0; i < count; i++)
        {
            _subheaps[i] = new Subheap(_memory, i);
        }
    }

    /// <summary>Maps the subheaps' records and the table of regions. Does nothing the second time.</summary>
    public void Start()
    {
        if (_isStarted)
        {
            return;
        }

        _isStarted = true;
        ulong bytes = SubheapRecordBytes * (ulong)_subheaps.Length;
        ulong records = _machine.Mmap(0, bytes, ReadWrite);
        if (records == 0 || !_memory.Table.Start())
        {
            throw new TraceFormatException("lkmalloc finds no memory for its records and ends the program");
        }

        _machine.Touch(records, bytes);
    }

    /// <summary>malloc.</summary>
    public ulong Malloc(int thread, ulong size)
    {
        int subheap = SubheapOf(thread);
        if (size > _options.MapAbove)
        {
            return AllocateAlone(thread, subheap, size);
        }

        return size <= _options.ClassMax ? AllocateListed(thread, subheap, _memory.Classes.IndexOf(size)) : AllocateLarge(thread, subheap, size);
    }

    /// <summary>calloc; null when the product overflows. Clears what was asked for.</summary>
    public ulong Calloc(int thread, ulong count, ulong size)
    {
        if (Math.BigMul(count, size, out ulong bytes) != 0)
        {
            return 0;
        }

        ulong address = Malloc(thread, bytes);
        if (address != 0)
        {
            _machine.Touch(address, bytes);
        }

        return address;
    }

    /// <summary>realloc: in place where the class stays the same, otherwise to a new object in the caller's subheap. A size of 0 frees.</summary>
    public ulong Realloc(int thread, ulong address, ulong size)
    {
        if (address == 0)
        {
            return Malloc(thread, size);
        }

        if (size == 0)
        {
            Free(thread, address);
            return 0;
        }

        ulong old = UsableSize(address);
        if (StaysInPlace(address, old, size))
        {
            return address;
        }

        ulong moved = Malloc(thread, size);
        if (moved != 0)
        {
            ulong copied = Math.Min(old, size);
            _machine.Read(address, copied);
            _machine.Touch(moved, copied);
            Free(thread, address);
        }

        return moved;
    }

    /// <summary>free: to the subheap that the object came from.</summary>
    public void Free(int thread, ulong address)
    {
        if (address == 0)
        {
            return;
        }

        int owner = _memory.Table.Owner(address);
        BlockHeaders headers = _memory.Headers;
        SimMutex mutex = _locks.AreOfLists && headers.IsListed(address) ? _locks.OfList(_memory.Classes.IndexOf(headers.Size(address))) : _locks.OfSubheap(owner);
        mutex.Acquire(thread);
        if (headers.IsListed(address))
        {
            _subheaps[owner].FreeListed(address);
        }
        else if (headers.IsAlone(address))
        {
            _subheaps[owner].FreeAlone(address);
        }
        else
        {
            _subheaps[owner].FreeLarge(address);
        }

        mutex.Release(thread);
    }

    /// <summary>Bytes that an object can use: its header says them.</summary>
    public ulong UsableSize(ulong address) => address == 0 ? 0 : _memory.Headers.Size(address);

    /// <summary>The largest request that gets what this one gets.</summary>
    public ulong SizeClassOf(ulong size) => size <= _options.ClassMax ? _memory.Classes.SizeOf(_memory.Classes.IndexOf(size)) : size;

    /// <summary>Fills in the totals.</summary>
    public void ReadTotals(ref HeapTotals totals)
    {
        totals = default;
        ulong records = _isStarted ? SubheapRecordBytes * (ulong)_subheaps.Length : 0;
        ulong headers = 0;
        foreach (Subheap subheap in _subheaps)
        {
            totals.AllocatedBytes += subheap.UsedBytes;
            headers += subheap.UsedCount * BlockHeaders.Bytes;
        }

        totals.ActiveBytes = _memory.MappedBytes;
        totals.MetadataBytes = records + _memory.Table.Bytes + headers;
        totals.MappedBytes = _memory.MappedBytes + records + _memory.Table.Bytes;
        totals.ResidentBytes = totals.MappedBytes;
    }

    /// <summary>The locks.</summary>
    public IReadOnlyList<NamedMutexes> NamedMutexes() => _locks.Named();

    /// <summary>Appends the rows of a view. Changes nothing.</summary>
    public void ReadView(string view, TableRows rows) => new LkViews(_memory, _subheaps).Read(view, rows);

    /// <summary>Appends what each subheap has.</summary>
    public void ReadOwners(ICollection<OwnedRange> ranges) => _memory.ReadOwners(ranges);

    /// <summary>Holds the records against each other.</summary>
    /// <exception cref="InvariantException">Two of them contradict each other.</exception>
    public void CheckInvariants() => new LkCheck(_memory, _subheaps).Run();

    private ulong AllocateListed(int thread, int subheap, int sizeClass)
    {
        SimMutex mutex = _locks.AreOfLists ? _locks.OfList(sizeClass) : _locks.OfSubheap(subheap);
        mutex.Acquire(thread);
        ulong address = _subheaps[subheap].TakeListed(sizeClass);
        if (address == 0)
        {
            address = _locks.AreOfLists ? CutUnderLock(thread, subheap, sizeClass) : _subheaps[subheap].CutListed(sizeClass);
        }

        mutex.Release(thread);
        return address;
    }

    private ulong CutUnderLock(int thread, int subheap, int sizeClass)
    {
        SimMutex rest = _locks.OfSubheap(subheap);
        rest.Acquire(thread);
        ulong address = _subheaps[subheap].CutListed(sizeClass);
        rest.Release(thread);
        return address;
    }

    private ulong AllocateLarge(int thread, int subheap, ulong size)
    {
        SimMutex mutex = _locks.OfSubheap(subheap);
        mutex.Acquire(thread);
        ulong address = _subheaps[subheap].AllocateLarge((size + BlockHeaders.Bytes - 1) & ~(BlockHeaders.Bytes - 1));
        mutex.Release(thread);
        return address;
    }

    private ulong AllocateAlone(int thread, int subheap, ulong size)
    {
        ulong bytes = AloneBytes(size);
        if (bytes < size)
        {
            return 0;
        }

        SimMutex mutex = _locks.OfSubheap(subheap);
        mutex.Acquire(thread);
        ulong address = _subheaps[subheap].AllocateAlone(bytes);
        mutex.Release(thread);
        return address;
    }

    private bool StaysInPlace(ulong address, ulong old, ulong size)
    {
        if (_memory.Headers.IsListed(address))
        {
            return size <= _options.ClassMax && _memory.Classes.SizeOf(_memory.Classes.IndexOf(size)) == old;
        }

        if (_memory.Headers.IsAlone(address))
        {
            return size > _options.MapAbove && AloneBytes(size) == old + BlockHeaders.Bytes;
        }

        // Above the classes a quarter is what a class would span.
        return size > _options.ClassMax && size <= old && size > old - (old / 4);
    }

    private ulong AloneBytes(ulong size)
    {
        ulong page = (ulong)_machine.PageSize;
        return unchecked(size + BlockHeaders.Bytes + page - 1) & ~(page - 1);
    }

    private int SubheapOf(int thread)
    {
        if (thread >= _subheapOfThread.Length)
        {
            int length = _subheapOfThread.Length;
            Array.Resize(ref _subheapOfThread, Math.Max(64, Math.Max(thread + 1, length * 2)));
            Array.Fill(_subheapOfThread, -1, length, _subheapOfThread.Length - length);
        }

        ref int subheap = ref _subheapOfThread[thread];
        if (subheap < 0)
        {
            subheap = Assign(thread);
        }

        return subheap;
    }

    private int Assign(int thread)
    {
        Start();
        if (_options.Assignment == LkAssignment.RoundRobin)
        {
            return _threadCount++ % _subheaps.Length;
        }

        uint hash = unchecked((uint)(thread + 1) * HashFactor);
        return (int)((hash >> 16) % (uint)_subheaps.Length);
    }
}
