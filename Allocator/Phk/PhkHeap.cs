using System.Numerics;
using System.Runtime.CompilerServices;
using AllocSim.Allocator.Phk.Inspection;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Phk;

/// <summary>phkmalloc: one stretch of pages above the program break, a directory outside it that says what each page is.</summary>
/// <remarks>
/// Source: FreeBSD, lib/libc/stdlib/malloc.c, revision 1.89 (2004). One lock is held during each public call, from the second thread on; nothing is kept for a thread.
/// Nothing is written into free memory, unless it is filled (<see cref="PhkOptions.Junk"/>).
/// </remarks>
public sealed class PhkHeap
{
    /// <summary>What a request for nothing is answered with: an address in no page of anybody's. (ZEROSIZEPTR)</summary>
    public const ulong ZeroSizeAddress = PageDirectory.PageBytes / 2;

    private readonly SimMachine _machine;
    private readonly PhkOptions _options;
    private readonly PhkLock _lock;
    private readonly PageDirectory _directory;
    private readonly PageHeap _pages;
    private readonly ChunkHeap _chunks;
    private bool _isStarted;
    private ulong _recordBytes;

    /// <summary>Makes a heap that its first call will start.</summary>
    /// <param name="machine">The machine below.</param>
    /// <param name="options">Options.</param>
    public PhkHeap(SimMachine machine, PhkOptions options)
    {
        _machine = machine;
        _options = options;
        _lock = new PhkLock(machine);
        _directory = new PageDirectory(machine);
        _pages = new PageHeap(machine, this, _directory, options);
        _chunks = new ChunkHeap(machine, this, _directory, _pages, options.Junk);
    }

    /// <summary>malloc.</summary>
    public ulong Malloc(int thread, ulong size)
    {
        Enter(thread);
        ulong address = size == 0 ? ZeroSize : Allocate(size);
        Leave(thread);
        return size == 0 ? address : OrEnd(address);
    }

    /// <summary>calloc, as FreeBSD's libc has it beside malloc: null when the product overflows, otherwise malloc and clear.</summary>
    public ulong Calloc(int thread, ulong count, ulong size)
    {
        if (Math.BigMul(count, size, out ulong bytes) != 0)
        {
            return 0;
        }

        ulong address = Malloc(thread, bytes);
        if (address != 0 && bytes != 0)
        {
            _machine.Touch(address, bytes);
        }

        return address;
    }

    /// <summary>The library has no aligned allocation: null, and nothing happens, unless <see cref="PhkOptions.EmulatesMemalign"/>.</summary>
    public ulong Memalign(int thread, ulong alignment, ulong size)
    {
        if (!_options.EmulatesMemalign || !BitOperations.IsPow2(alignment) || alignment > PageDirectory.PageBytes)
        {
            return 0;
        }

        // A chunk is aligned to its size, so one of at least the alignment will do; beyond chunks there are pages.
        ulong bytes = alignment == PageDirectory.PageBytes ? Math.Max(size, ChunkHeap.MaxBytes + 1) : Math.Max(size, alignment);
        return Malloc(thread, size == 0 ? 0 : bytes);
    }

    /// <summary>realloc.</summary>
    public ulong Realloc(int thread, ulong address, ulong size)
    {
        if (size == 0)
        {
            Free(thread, address);
            return ZeroSize;
        }

        Enter(thread);
        ulong moved = IsNothing(address) ? Allocate(size) : Resize(address, size);
        Leave(thread);
        return OrEnd(moved);
    }

    /// <summary>free.</summary>
    public void Free(int thread, ulong address)
    {
        Enter(thread);
        if (!IsNothing(address))
        {
            Release(address);
        }

        Leave(thread);
    }

    /// <summary>Bytes that an object can use: its chunk's or its pages'. The library has no such call.</summary>
    public ulong UsableSize(ulong address)
    {
        if (IsNothing(address))
        {
            return 0;
        }

        ulong index = _directory.IndexOf(address);
        int slot = _directory[index];
        return slot == PageDirectory.First
            ? _directory.CountRun(index) << PageDirectory.PageShift
            : 1UL << _chunks[slot - PageDirectory.FirstRecord].Shift;
    }

    /// <summary>Fills in the totals. The library keeps none; they follow from its records.</summary>
    public void ReadTotals(ref HeapTotals totals)
    {
        ulong heap = (_pages.UsedPages + _pages.FreePages) << PageDirectory.PageShift;
        totals.AllocatedBytes = ((_pages.UsedPages - _chunks.PageCount) << PageDirectory.PageShift) + _chunks.UsedBytes - _recordBytes;
        totals.ActiveBytes = _pages.UsedPages << PageDirectory.PageShift;
        totals.MetadataBytes = _directory.Bytes + _recordBytes + _chunks.RecordBytes;
        totals.MappedBytes = heap + _directory.Bytes;
        totals.ResidentBytes = totals.MappedBytes;
        totals.RetainedBytes = 0;
        totals.Own[0] = _pages.FreePages;
        totals.Own[1] = _pages.HintedPages;
    }

    /// <summary>The lock.</summary>
    public IReadOnlyList<NamedMutexes> NamedMutexes() => [new(_lock.Mutex.Name, [_lock.Mutex])];

    /// <summary>The largest request that gets what this one gets: a chunk, or pages.</summary>
    public static ulong SizeClassOf(ulong size)
        => size <= ChunkHeap.MaxBytes ? BitOperations.RoundUpToPowerOf2(Math.Max(size, ChunkHeap.MinBytes)) : PageDirectory.PageRound(size);

    /// <summary>Appends the rows of a view. Changes nothing.</summary>
    public void ReadView(string view, TableRows rows) => new PhkViews(_directory, _pages, _chunks).Read(view, rows);

    /// <summary>Holds the records against each other and against the machine.</summary>
    /// <exception cref="InvariantException">Two of them contradict each other.</exception>
    public void CheckInvariants()
    {
        if (_isStarted)
        {
            new PhkCheck(_machine, _directory, _pages, _chunks).Run();
        }
    }

    /// <summary>Allocates a record of the allocator's own, as it would an object.</summary>
    /// <returns>Its address, or 0.</returns>
    internal ulong AllocateRecord(ulong bytes)
    {
        ulong address = Allocate(bytes);
        _recordBytes += UsableSize(address);
        return address;
    }

    /// <summary>Frees a record of the allocator's own.</summary>
    internal void FreeRecord(ulong address)
    {
        _recordBytes -= UsableSize(address);
        Release(address);
    }

    private ulong ZeroSize => _options.SystemV ? 0 : ZeroSizeAddress;

    private static bool IsNothing(ulong address) => address is 0 or ZeroSizeAddress;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter(int thread)
    {
        if (_lock.Enter(thread))
        {
            Start();
        }
    }

    private void Leave(int thread) => _lock.Leave(thread);

    // (malloc_init)
    private void Start()
    {
        _isStarted = true;
        if (!_directory.Start())
        {
            throw new TraceFormatException($"operation {_machine.OperationIndex}: phkmalloc finds no memory for its page directory and ends the program");
        }

        _pages.Start();
    }

    // (imalloc)
    private ulong Allocate(ulong size)
    {
        ulong sum = unchecked(size + PageDirectory.PageBytes);
        if (sum < size || sum >= _directory.Address)
        {
            return 0;
        }

        ulong address = size <= ChunkHeap.MaxBytes ? _chunks.Allocate(size) : _pages.Allocate(size);
        if (_options.Zero && address != 0)
        {
            _machine.Touch(address, size);
        }

        return address;
    }

    // (irealloc)
    private ulong Resize(ulong address, ulong size)
    {
        ulong old = UsableSize(address);
        if (old >= PageDirectory.PageBytes)
        {
            _directory.ReadRun(_directory.IndexOf(address), old >> PageDirectory.PageShift);
        }

        if (!_options.Realloc && size <= old && size > LeastInPlace(old))
        {
            if (_options.Junk)
            {
                _machine.Touch(address + size, old - size);
            }

            return address;
        }

        ulong moved = Allocate(size);
        if (moved != 0)
        {
            ulong copied = Math.Min(old, size);
            _machine.Read(address, copied);
            _machine.Touch(moved, copied);
            Release(address);
        }

        return moved;
    }

    /// <summary>The size at which, or below which, an object would fit into fewer pages or a smaller chunk.</summary>
    private static ulong LeastInPlace(ulong old)
        => old >= PageDirectory.PageBytes ? old - PageDirectory.PageBytes : old == ChunkHeap.MinBytes ? 0 : old / 2;

    // (ifree)
    private void Release(ulong address)
    {
        ulong index = _directory.IndexOf(address);
        int slot = _directory[index];
        if (slot < PageDirectory.FirstRecord)
        {
            _pages.Free(address, index);
        }
        else
        {
            _chunks.Free(address, slot - PageDirectory.FirstRecord);
        }
    }

    private ulong OrEnd(ulong address)
    {
        if (address == 0 && _options.OutOfMemoryEnds)
        {
            throw new TraceFormatException($"operation {_machine.OperationIndex}: memory is out, which ends the program under option X");
        }

        return address;
    }
}
