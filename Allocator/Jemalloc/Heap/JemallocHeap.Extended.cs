using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Prof;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>jemalloc's own calls and their flags.</content>
public sealed partial class JemallocHeap
{
    private const int FlagZero = 0x40;
    private const int LgAlignMask = 0x3f;
    private const int TcacheShift = 8;
    private const int TcacheMask = 0xfff << TcacheShift;
    private const int ArenaShift = 20;

    /// <summary>mallocx.</summary>
    public ulong Mallocx(int thread, ulong size, int flags)
    {
        Tsd state = Fetch(thread);
        ulong alignment = AlignmentOf(flags);
        bool zero = IsZeroAsked(flags) || _options.Zero;
        ulong usize = alignment == 0 ? _sizes.SizeToUsable(size) : _sizes.AlignedUsable(size, alignment);
        if (usize == 0 || usize > _sizes.LargeMax)
        {
            return 0;
        }

        if (_profiler is not null)
        {
            return ProfiledMalloc(state, EntryPoint.Mallocx, size, usize, alignment, zero, flags);
        }

        Tcache? cache = CacheFor(state, flags);
        if (!TryGetAskedArena(state, flags, out Arena? arena))
        {
            return 0;
        }

        if (alignment != 0)
        {
            return CountedAlignedMalloc(state, arena, usize, alignment, zero, cache);
        }

        ulong address = ArenaMalloc(state, arena, size, _sizes.SizeToIndex(size), zero, cache);
        if (address != 0)
        {
            _events.CountAllocated(state, usize);
            JunkNew(address, usize, zero);
        }

        return address;
    }

    /// <summary>sallocx: usable size.</summary>
    public ulong Sallocx(int thread, ulong address, int flags)
    {
        _ = flags;
        Fetch(thread);
        RequireObject(address, "sallocx");
        return UsableSizeOf(address);
    }

    /// <summary>dallocx.</summary>
    public void Dallocx(int thread, ulong address, int flags)
    {
        Tsd state = _options.Version.FreesMinimally ? FetchMinimal(thread) : Fetch(thread);
        RequireObject(address, "dallocx");
        FreeCounted(state, EntryPoint.Dallocx, address, CacheForFree(state, flags));
    }

    /// <summary>sdallocx.</summary>
    public void Sdallocx(int thread, ulong address, ulong size, int flags)
    {
        bool isFast = IsFast(thread);
        Tsd state = _options.Version.FreesMinimally ? FetchMinimal(thread) : Fetch(thread);
        if (isFast && _countsBeforeLook && flags == 0 && TryTickedFree(state, address))
        {
            return;
        }

        if (_profiler is not null)
        {
            RequireObject(address, "sdallocx");
        }

        ulong usize = UsableFor(size, flags);
        FreeSample(state, EntryPoint.Sdallocx, address, usize);
        JunkFreed(address, usize);
        DallocSized(state, address, usize, CacheForFree(state, flags));
        _events.CountDeallocated(state, usize);
    }

    /// <summary>nallocx: the usable size of a request, 0 when it is too large.</summary>
    public ulong Nallocx(int thread, ulong size, int flags)
    {
        Fetch(thread);
        ulong usize = UsableFor(size, flags);
        return usize > _sizes.LargeMax ? 0 : usize;
    }

    private void RequireObject(ulong address, string call)
    {
        if (address == 0)
        {
            throw new TraceFormatException($"operation {_machine.OperationIndex}: {call} of a null pointer ends a real program: the call that was to make the object had no memory, or was a realloc to 0 bytes; free takes null pointers");
        }
    }

    private static ulong AlignmentOf(int flags) => (1UL << (flags & LgAlignMask)) & ~1UL;

    private static bool IsZeroAsked(int flags) => (flags & FlagZero) != 0;

    private ulong UsableFor(ulong size, int flags)
    {
        ulong alignment = AlignmentOf(flags);
        return alignment == 0 ? _sizes.SizeToUsable(size) : _sizes.AlignedUsable(size, alignment);
    }

    private Tcache? CacheFor(Tsd state, int flags) => (flags & TcacheMask) switch
    {
        0 => state.AvailableTcache,
        FlagTcacheNone => null,
        int encoded => ExplicitTcache(state, (encoded >> TcacheShift) - 2),
    };

    private Tcache? CacheForFree(Tsd state, int flags) => (flags & TcacheMask) == 0 ? CacheForFree(state) : CacheFor(state, flags);

    private bool TryGetAskedArena(Tsd state, int flags, out Arena? arena)
    {
        uint encoded = (uint)flags >> ArenaShift;
        arena = null;
        if (encoded == 0)
        {
            return true;
        }

        int index = (int)encoded - 1;
        arena = _arenas.GetOrInit(state, index);
        return arena is not null || index < _arenas.AutoCount;
    }

    // (arena_sdalloc) The caller's word for the size decides what is freed, as in the library.
    private void DallocSized(Tsd state, ulong address, ulong usize, Tcache? cache)
    {
        if (_profiler is not null && (cache is null || (address & _table.PageMask) == 0))
        {
            Dalloc(state, address, cache); // It may be a sample, whose size does not tell where it lies.
            return;
        }

        int szind = _sizes.SizeToIndex(usize);
        bool slab = szind < _sizes.SmallCount;
        if (cache is not null)
        {
            DallocCached(state, address, szind, slab, cache);
            return;
        }

        RequireObject(address, "sdallocx");
        int id = _emap.Lookup(address);
        if (id == EdataTable.Null)
        {
            StaleObject.Refuse(_machine.OperationIndex, address);
        }

        Arena owner = _arenas[_table[id].Arena];
        if (slab)
        {
            owner.DallocSmall(state, id, address);
        }
        else
        {
            owner.DallocLarge(state, id);
        }
    }
}
