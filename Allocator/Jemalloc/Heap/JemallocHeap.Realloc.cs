using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Prof;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>Resizing.</content>
public sealed partial class JemallocHeap
{
    private const int FlagTcacheNone = 0x100;

    /// <summary>Calls of realloc with a size of 0. (stats.zero_reallocs)</summary>
    public ulong ZeroReallocs { get; private set; }

    /// <summary>realloc; 0 is a null pointer.</summary>
    public ulong Realloc(int thread, ulong address, ulong size)
    {
        if (_profiler is null && (address == 0 ? TryHit(thread, size, out ulong hit) : TryMoveHit(thread, address, size, out hit)))
        {
            return hit;
        }

        if (address == 0)
        {
            return MallocPlain(Fetch(thread), EntryPoint.ReallocNull, size, zero: false);
        }

        return size != 0 ? Rallocx(thread, EntryPoint.Realloc, address, size, 0) : ReallocToZero(thread, address);
    }

    // A small object becomes one of another small class: the cache has such a one and room for the old one, and no event is due.
    // What the long way does with it, in one step: `bench` on lua.txt.gz takes 33 ns an operation where it took 41 (four paired runs).
    private bool TryMoveHit(int thread, ulong address, ulong size, out ulong moved)
    {
        moved = 0;
        ulong element = _rtree.Read(address);
        if (!Rtree.IsSlab(element) || (uint)thread >= (uint)_threads.Length)
        {
            return false;
        }

        Tsd state = _threads[thread];
        int szind = Rtree.Szind(element);
        ref CacheBin bin = ref state.Bins[szind];
        ulong old = bin.UsableSize;
        ulong freed = state.Deallocated.Current + old;
        ulong grain = GrainOf(size);
        if (bin.Head == bin.Written || freed >= state.Deallocated.NextEventFast || grain >= (ulong)_lookup.Length || _lookup[grain] == szind || !TryHit(thread, size, out moved))
        {
            return false;
        }

        ulong copied = Math.Min(old, _usableSizes[_lookup[grain]]);
        _machine.Read(address, copied);
        _machine.Touch(moved, copied);
        state.Slots[--bin.Head] = address;
        state.Deallocated.Current = freed;
        return true;
    }

    /// <summary>rallocx; 0 leaves the object as it was.</summary>
    public ulong Rallocx(int thread, ulong address, ulong size, int flags) => Rallocx(thread, EntryPoint.Rallocx, address, size, flags);

    private ulong Rallocx(int thread, EntryPoint entry, ulong address, ulong size, int flags)
    {
        Tsd state = Fetch(thread);
        ulong alignment = AlignmentOf(flags);
        bool zero = IsZeroAsked(flags) || _options.Zero;
        if (!TryGetAskedArena(state, flags, out Arena? arena))
        {
            return 0;
        }

        RequireObject(address, "rallocx");
        Tcache? cache = CacheFor(state, flags);
        ulong old = UsableSizeOf(address);
        ulong usize = alignment == 0 ? _sizes.SizeToUsable(size) : _sizes.AlignedUsable(size, alignment);
        if (usize == 0 || usize > _sizes.LargeMax)
        {
            return 0;
        }

        if (alignment != 0 && _options.Version.ResizesByPlainSize)
        {
            return ResizePlain(state, address, old, size, alignment, zero, cache, arena);
        }

        ulong moved = _profiler is null
            ? Resize(state, address, old, usize, size, alignment, zero, cache, arena)
            : ProfiledResize(state, entry, address, old, usize, size, alignment, zero, cache, arena);
        if (moved != 0)
        {
            _events.CountAllocated(state, usize);
            _events.CountDeallocated(state, old);
            JunkGrown(moved, old, usize, zero);
        }

        return moved;
    }

    /// <summary>xallocx: the usable size after trying to resize in place.</summary>
    public ulong Xallocx(int thread, ulong address, ulong size, ulong extra, int flags)
    {
        Tsd state = Fetch(thread);
        RequireObject(address, "xallocx");
        ulong alignment = AlignmentOf(flags);
        ulong old = UsableSizeOf(address);
        if (size > _sizes.LargeMax)
        {
            return old;
        }

        extra = Math.Min(extra, _sizes.LargeMax - size);
        if (alignment != 0 && (address & (alignment - 1)) != 0)
        {
            return old;
        }

        bool zero = IsZeroAsked(flags) || _options.Zero;
        if (!(_profiler is null ? TryResizeInPlace(state, address, old, size, extra, zero) : ProfiledResizeInPlace(state, address, old, size, extra, alignment, zero)))
        {
            return old;
        }

        ulong usize = UsableSizeOf(address);
        if (usize != old)
        {
            _events.CountAllocated(state, usize);
            _events.CountDeallocated(state, old);
            JunkGrown(address, old, usize, zero);
        }

        return usize;
    }

    private ulong ReallocToZero(int thread, ulong address)
    {
        ZeroReallocs++;
        switch (_options.ZeroRealloc)
        {
            case ZeroReallocAction.Alloc:
                return Rallocx(thread, EntryPoint.Realloc, address, 1, FlagTcacheNone);
            case ZeroReallocAction.Free:
                Tsd state = Fetch(thread);
                FreeCounted(state, EntryPoint.ReallocToZero, address, CacheForFree(state));
                return 0;
            default:
                throw new TraceFormatException(
                    $"operation {_machine.OperationIndex}: realloc to size 0 ends the program under zero_realloc:abort; zero_realloc:free and zero_realloc:alloc let it go on");
        }
    }

    // (iralloct)
    private ulong Resize(Tsd state, ulong address, ulong old, ulong usize, ulong size, ulong alignment, bool zero, Tcache? cache, Arena? arena)
    {
        bool misplaced = alignment != 0 && (address & (alignment - 1)) != 0;
        if (!misplaced)
        {
            if (usize <= _sizes.SmallMax && TryResizeInPlace(state, address, old, usize, 0, zero))
            {
                return address;
            }

            if (old >= _sizes.LargeMin && usize >= _sizes.LargeMin)
            {
                return ResizeLarge(state, address, old, usize, alignment, zero, cache, arena);
            }
        }

        ulong moved = alignment == 0
            ? ArenaMalloc(state, arena, usize, _sizes.SizeToIndex(usize), zero, cache)
            : AlignedMalloc(state, arena, usize, alignment, zero, cache);
        return FinishMove(state, address, old, moved, usize, cache);
    }

    // Up to 5.2 an object that lies well enough may stay where it is if it holds the size, its alignment left aside; what it then is, is counted. (arena_ralloc)
    private ulong ResizePlain(Tsd state, ulong address, ulong old, ulong size, ulong alignment, bool zero, Tcache? cache, Arena? arena)
    {
        bool misplaced = (address & (alignment - 1)) != 0;
        ulong plain = _sizes.SizeToUsable(size);
        ulong moved = 0;
        if (!misplaced && plain <= _sizes.SmallMax && TryResizeInPlace(state, address, old, plain, 0, zero))
        {
            moved = address;
        }
        else if (!misplaced && old >= _sizes.LargeMin && plain >= _sizes.LargeMin)
        {
            moved = ResizeLarge(state, address, old, plain, alignment, zero, cache, arena);
        }
        else
        {
            ulong usize = _sizes.AlignedUsable(misplaced ? size : plain, alignment);
            moved = usize == 0 || usize > _sizes.LargeMax ? 0 : FinishMove(state, address, old, AlignedMalloc(state, arena, usize, alignment, zero, cache), usize, cache);
        }

        if (moved != 0)
        {
            _events.CountAllocated(state, UsableSizeOf(moved));
            _events.CountDeallocated(state, old);
        }

        return moved;
    }

    // (large_ralloc)
    private ulong ResizeLarge(Tsd state, ulong address, ulong old, ulong usize, ulong alignment, bool zero, Tcache? cache, Arena? arena)
    {
        int id = _emap.Lookup(address);
        if (_arenas[_table[id].Arena].TryResizeLarge(state, id, usize, usize, zero))
        {
            return _table[id].Address;
        }

        ulong moved = AlignedMalloc(state, arena, usize, Math.Max(alignment, CacheLine), zero, cache: null);
        return FinishMove(state, address, old, moved, usize, cache);
    }

    // The copy is of whole size classes, with bytes that nobody asked for.
    private ulong FinishMove(Tsd state, ulong address, ulong old, ulong moved, ulong usize, Tcache? cache)
    {
        if (moved != 0)
        {
            ulong copied = Math.Min(old, usize);
            _machine.Read(address, copied);
            _machine.Touch(moved, copied);
            DallocSized(state, address, old, cache);
        }

        return moved;
    }

    // (arena_ralloc_no_move)
    private bool TryResizeInPlace(Tsd state, ulong address, ulong old, ulong size, ulong extra, bool zero)
    {
        ulong smallest = _sizes.SizeToUsable(size);
        ulong largest = _sizes.SizeToUsable(size + extra);
        int id = _emap.Lookup(address);
        Arena owner = _arenas[_table[id].Arena];
        if (old <= _sizes.SmallMax && smallest <= _sizes.SmallMax)
        {
            bool otherClass = largest > _sizes.SmallMax || _sizes.SizeToIndex(largest) != _sizes.SizeToIndex(old);
            if (otherClass && (size > old || largest < old))
            {
                return false;
            }

            owner.DecayTick(state, 1);
            return true;
        }

        return old >= _sizes.LargeMin && largest >= _sizes.LargeMin && owner.TryResizeLarge(state, id, smallest, largest, zero);
    }
}
