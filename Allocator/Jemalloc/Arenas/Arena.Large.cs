using System.Numerics;
using AllocSim.Allocator.Jemalloc.Contended;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Stats;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Arenas;

/// <content>Large objects: an extent each. Source: jemalloc 5.3.0, `src/large.c`.</content>
internal sealed partial class Arena
{
    private const ulong CacheLine = RecordSizes.CacheLine;
    private const ulong NmallocOffset = 0;
    private const ulong NdallocOffset = 8;

    private readonly LargeStats[] _large;
    private readonly ulong _largeStatsAddress;
    private readonly ulong _largeStatsBytes;
    private readonly ulong _largeStatsActive;
    private readonly ulong _zeroPagesFrom;
    private ulong _offsetState;

    /// <summary>Counters of a large size class, to be changed.</summary>
    public ref LargeStats LargeStatsOf(int szind)
    {
        int number = szind - _sizes.SmallCount;
        _context.Machine.Touch(_largeStatsAddress + ((ulong)number * _largeStatsBytes), _largeStatsBytes);
        return ref _large[number];
    }

    /// <summary>Live objects of a large size class, for who looks on from outside.</summary>
    public ulong LiveLarge(int szind) => _large[szind - _sizes.SmallCount].Nmalloc - _large[szind - _sizes.SmallCount].Ndalloc;

    /// <summary>One object; 0 when memory has run out. The size class and alignment have been checked.</summary>
    public ulong MallocLarge(Tsd? thread, ulong usize, ulong alignment, bool zero)
    {
        int szind = _sizes.SizeToIndex(usize);
        ulong size = usize + _sizes.LargePad;
        bool zeroPages = zero && usize >= _zeroPagesFrom;
        ulong lostBefore = Pages.Pac.Extents.LostFresh;
        int id = Pages.Alloc(thread, size, alignment, slab: false, szind, zeroPages, _context.San.DecideLarge(thread, size, alignment), out _); // Deferred work: only slabs look at it.
        if (_context.Version.OffsetsByArena && Pages.Pac.Extents.LostFresh != lostBefore && _sizes.LargePad != 0)
        {
            NextOffset(thread, alignment); // What was mapped had its offset already when its record failed.
        }

        if (id == EdataTable.Null)
        {
            return 0;
        }

        CountMade(szind, usize);
        Charge(JemallocCost.Large);
        if (_sizes.LargePad != 0)
        {
            OffsetRandomly(thread, id, alignment);
        }

        if (zero && !zeroPages && !_table[id].IsZeroed)
        {
            _context.Machine.Touch(_table[id].Address, usize);
        }

        if (!IsAuto)
        {
            LargeMutex.Lock(thread);
            LargeExtents.Append(id);
            LargeMutex.Unlock(thread);
        }

        DecayTick(thread, 1);
        return _table[id].Address;
    }

    /// <summary>Frees an object. (large_dalloc)</summary>
    public void DallocLarge(Tsd? thread, int id)
    {
        RequireLarge(id, _table[id].Szind);
        if (!IsAuto)
        {
            LargeMutex.Lock(thread);
            LargeExtents.Remove(id);
            LargeMutex.Unlock(thread);
        }

        CountGone(_table[id].Szind, UsableOf(id));
        FinishDallocLarge(thread, id);
        DecayTick(thread, 1);
    }

    /// <summary>First half of freeing an object out of a cache, under the lock of the large objects. (large_dalloc_prep_locked)</summary>
    public void PrepareDallocLarge(int id)
    {
        RequireLarge(id, _table[id].Szind);
        if (!IsAuto)
        {
            LargeExtents.Remove(id);
        }

        CountGone(_table[id].Szind, UsableOf(id));
    }

    /// <summary>Second half: the pages. (large_dalloc_finish)</summary>
    public void FinishDallocLarge(Tsd? thread, int id)
    {
        Charge(JemallocCost.Large);
        if (Pages.Dalloc(thread, id))
        {
            HandleDeferredWork(thread);
        }
    }

    /// <summary>Resizes an object in place to the largest it can get of a range. (large_ralloc_no_move)</summary>
    /// <returns>False: it stays as it was and has to move.</returns>
    public bool TryResizeLarge(Tsd? thread, int id, ulong usizeMin, ulong usizeMax, bool zero)
    {
        RequireLarge(id, _table[id].Szind);
        ulong old = UsableOf(id);
        if (usizeMax > old)
        {
            if (TryExpandLarge(thread, id, old, usizeMax, zero))
            {
                DecayTick(thread, 1);
                return true;
            }

            // The library takes the answer of its second, smaller attempt the wrong way round up to 5.3.0: growth counts as failure, failure as success.
            if (usizeMin < usizeMax && usizeMin > old && TryExpandLarge(thread, id, old, usizeMin, zero) == _context.Version.TrustsSmallerGrowth)
            {
                DecayTick(thread, 1);
                return true;
            }
        }

        if ((old >= usizeMin && old <= usizeMax) || (old > usizeMax && TryShrinkLarge(thread, id, old, usizeMax)))
        {
            DecayTick(thread, 1);
            return true;
        }

        return false;
    }

    private bool TryExpandLarge(Tsd? thread, int id, ulong old, ulong usize, bool zero)
    {
        int szind = _sizes.SizeToIndex(usize);
        if (!Pages.TryExpand(thread, id, _table[id].Size, usize + _sizes.LargePad, szind, zero))
        {
            return false;
        }

        CountResize(old, usize);
        if (zero && _sizes.LargePad != 0)
        {
            // What lies behind the old end on its last page is not known to be zero.
            ulong end = _table[id].Address + old;
            _context.Machine.Touch(end, _table.PageMask + 1 - (end & _table.PageMask));
        }

        return true;
    }

    private bool TryShrinkLarge(Tsd? thread, int id, ulong old, ulong usize)
    {
        int szind = _sizes.SizeToIndex(usize);
        if (!Pages.TryShrink(thread, id, _table[id].Size, usize + _sizes.LargePad, szind))
        {
            return false;
        }

        HandleDeferredWork(thread);
        CountResize(old, usize);
        return true;
    }

    private void RequireLarge(int id, int szind)
    {
        if (id == EdataTable.Null || szind < _sizes.SmallCount || szind >= _sizes.Count || !_table[id].Holds(szind, isSlab: false))
        {
            StaleObject.Refuse(_context.Machine.OperationIndex, _table[id].Address);
        }
    }

    private ulong UsableOf(int id) => _sizes.LargeUsable(_table[id].Szind, _table[id].Size);

    private void CountResize(ulong old, ulong usize)
    {
        CountMade(_sizes.SizeToIndex(usize), usize);
        CountGone(_sizes.SizeToIndex(old), old);
    }

    // A record may lie on two pages: only the words that change are written.
    private ref LargeStats CountedLarge(int szind, ulong counter)
    {
        int number = szind - _sizes.SmallCount;
        ulong record = _largeStatsAddress + ((ulong)number * _largeStatsBytes);
        _context.Machine.Touch(record + counter, sizeof(ulong));
        if (_largeStatsActive != 0)
        {
            _context.Machine.Touch(record + _largeStatsActive, sizeof(ulong));
        }

        return ref _large[number];
    }

    private void CountMade(int szind, ulong usize)
    {
        ref LargeStats stats = ref CountedLarge(szind, NmallocOffset);
        stats.Nmalloc++;
        stats.ActiveBytes += usize;
        AllocatedBytes += usize;
    }

    private void CountGone(int szind, ulong usize)
    {
        ref LargeStats stats = ref CountedLarge(szind, NdallocOffset);
        stats.Ndalloc++;
        stats.ActiveBytes -= usize;
        AllocatedBytes -= usize;
    }

    // Large objects would otherwise all begin at a page and compete for the same lines of the processor's cache.
    private void OffsetRandomly(Tsd? thread, int id, ulong alignment)
    {
        if (thread is not null || _context.Version.OffsetsByArena)
        {
            _table[id].Address += NextOffset(thread, alignment);
        }
    }

    private ulong NextOffset(Tsd? thread, ulong alignment)
    {
        if (alignment >= (ulong)_sizes.PageSize)
        {
            return 0;
        }

        int lgAlignment = BitOperations.Log2((alignment + CacheLine - 1) & ~(CacheLine - 1));
        return Prng.NextBits(ref thread is null ? ref _offsetState : ref thread.PrngState, _sizes.LgPage - lgAlignment) << lgAlignment;
    }
}
