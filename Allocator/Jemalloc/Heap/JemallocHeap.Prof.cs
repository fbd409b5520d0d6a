using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Prof;
using AllocSim.Allocator.Jemalloc.Prof.Records;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>Allocation and resizing while the heap profiler is on. A small sample gets an extent of its own, which keeps the sample's small size class.</content>
public sealed partial class JemallocHeap
{
    private readonly HeapProfiler? _profiler;

    // (imalloc_body with opt_prof)
    private ulong ProfiledMalloc(Tsd state, EntryPoint entry, ulong size, ulong usize, ulong alignment, bool zero, int flags)
    {
        if (!_profiler!.TryPrepare(state, entry, usize, out ProfTctx? tctx))
        {
            return 0;
        }

        Tcache? cache = CacheFor(state, flags);
        ulong address = !TryGetAskedArena(state, flags, out Arena? arena) ? 0
            : tctx is not null ? SampledMalloc(state, arena, usize, alignment, zero, cache)
            : alignment != 0 ? AlignedMalloc(state, arena, usize, alignment, zero, cache)
            : ArenaMalloc(state, arena, usize, _sizes.SizeToIndex(usize), zero, cache);
        if (address == 0)
        {
            _profiler.RollBack(state, tctx);
            return 0;
        }

        if (tctx is not null)
        {
            _profiler.CountSample(state, _emap.Lookup(address), size, usize, tctx);
        }

        _events.CountAllocated(state, usize);
        JunkNew(address, usize, zero);
        return address;
    }

    // (imalloc_sample)
    private ulong SampledMalloc(Tsd state, Arena? arena, ulong usize, ulong alignment, bool zero, Tcache? cache)
    {
        alignment = SampleAlignment(alignment);
        bool isSmall = usize <= _sizes.SmallMax;
        ulong bumped = isSmall ? _sizes.LargeMin : usize;
        ulong address = alignment == 0
            ? ArenaMalloc(state, arena, bumped, _sizes.SizeToIndex(bumped), zero, cache)
            : AlignedMalloc(state, arena, bumped, alignment, zero, cache);
        if (address != 0 && isSmall)
        {
            Promote(address, usize);
        }

        return address;
    }

    // (irallocx_prof)
    private ulong ProfiledResize(Tsd state, EntryPoint entry, ulong address, ulong old, ulong usize, ulong size, ulong alignment, bool zero, Tcache? cache, Arena? arena)
    {
        int oldExtent = _emap.Lookup(address);
        bool wasSample = _profiler!.TryTakeSample(state, entry, oldExtent, out SampledObject sample);
        ulong moved = 0;
        if (_profiler.TryPrepare(state, entry, usize, out ProfTctx? tctx))
        {
            moved = tctx is not null
                ? SampledResize(state, address, old, usize, alignment, zero, cache, arena)
                : Resize(state, address, old, usize, size, alignment, zero, cache, arena);
        }

        if (moved == 0)
        {
            _profiler.RollBack(state, tctx);
            if (wasSample)
            {
                _profiler.KeepSample(oldExtent, sample);
            }

            return 0;
        }

        if (tctx is not null)
        {
            _profiler.CountSample(state, _emap.Lookup(moved), size, usize, tctx);
        }

        if (wasSample)
        {
            _profiler.CountFree(state, entry, old, sample);
        }

        return moved;
    }

    // (irallocx_prof_sample)
    private ulong SampledResize(Tsd state, ulong address, ulong old, ulong usize, ulong alignment, bool zero, Tcache? cache, Arena? arena)
    {
        alignment = SampleAlignment(alignment);
        bool isSmall = usize <= _sizes.SmallMax;
        ulong bumped = isSmall ? _sizes.LargeMin : usize;
        ulong moved = Resize(state, address, old, bumped, bumped, alignment, zero, cache, arena);
        if (moved != 0 && isSmall)
        {
            Promote(moved, usize);
        }

        return moved;
    }

    // (ixallocx_prof)
    private bool ProfiledResizeInPlace(Tsd state, ulong address, ulong old, ulong size, ulong extra, ulong alignment, bool zero)
    {
        ulong most = alignment == 0 ? _sizes.SizeToUsable(size + extra) : _sizes.AlignedUsable(size + extra, alignment);
        most = most == 0 || most > _sizes.LargeMax ? _sizes.LargeMax : most;
        bool isPrepared = _profiler!.TryPrepare(state, EntryPoint.Xallocx, most, out ProfTctx? tctx);
        bool mayTry = isPrepared && (tctx is null || (address & _table.PageMask) == 0);
        ulong usize = mayTry && TryResizeInPlace(state, address, old, size, extra, zero) ? UsableSizeOf(address) : old;
        if (usize == old)
        {
            _profiler.RollBack(state, tctx);
            return false;
        }

        int extent = _emap.Lookup(address);
        bool wasSample = _profiler.TryTakeSample(state, EntryPoint.Xallocx, extent, out SampledObject sample);
        if (tctx is not null && !_profiler.Confirm(state, usize))
        {
            _profiler.RollBack(state, tctx);
            tctx = null;
        }

        if (tctx is not null)
        {
            _profiler.CountSample(state, extent, size, usize, tctx);
        }

        if (wasSample)
        {
            _profiler.CountFree(state, EntryPoint.Xallocx, old, sample);
        }

        return true;
    }

    // Samples begin at a page, so that a free can tell what cannot be one. (prof_sample_align)
    private ulong SampleAlignment(ulong alignment) => _options.CacheOblivious ? Math.Max(alignment, (ulong)_sizes.PageSize) : alignment;

    // (arena_prof_promote)
    private void Promote(ulong address, ulong usize) => Reclass(_emap.Lookup(address), _sizes.SizeToIndex(usize));

    // (arena_prof_demote)
    private void Demote(ulong address) => Reclass(_emap.Lookup(address), _sizes.SmallCount);

    // An arena is reset: a large object goes without having been freed. (arena_reset)
    internal void ForgetLarge(Tsd state, int extent, bool isDestroyed)
    {
        int szind = _table[extent].Szind;
        _profiler?.Free(state, isDestroyed ? EntryPoint.ArenaDestroy : EntryPoint.ArenaReset, extent, _usableSizes[szind]);
        if (szind < _sizes.SmallCount)
        {
            Reclass(extent, _sizes.SmallCount);
        }
    }

    private void Reclass(int extent, int szind)
    {
        _table[extent].Szind = szind;
        _emap.Remap(extent, szind, slab: false);
    }
}
