using System.Runtime.CompilerServices;
using AllocSim.Allocator.Jemalloc.Contended;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Slabs;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Arenas;

/// <content>Small objects: regions of slabs.</content>
internal sealed partial class Arena
{
    /// <summary>Takes a number of regions for a cache, or fewer when memory runs out. (arena_cache_bin_fill_small)</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="szind">Their size class.</param>
    /// <param name="addresses">Where their addresses go. So many are taken at most: all that a slab has left are taken as long as they fit.</param>
    /// <param name="least">So many are taken at least.</param>
    /// <param name="requests">What the cache has served and not yet told.</param>
    /// <returns>How many were taken.</returns>
    public int TakeRegions(Tsd thread, int szind, Span<ulong> addresses, int least, ulong requests)
    {
        BinInfo info = _sizes.Bins[szind];
        Bin bin = ChooseBin(thread, szind, out int shard);
        int filled = 0;
        int fresh = EdataTable.Null;
        bool progress = true;
        bool isTooEarly = bin.Supply.IsOnItsWay; // As in MallocSmall.
        while (true)
        {
            bin.Lock.Lock(thread);
            int before = filled;
            bool wantsSlab = isTooEarly || FillFromBin(bin, info, ref fresh, addresses, least, ref filled);
            isTooEarly = false;
            progress |= filled > before;
            if (!wantsSlab || !progress)
            {
                break;
            }

            bin.Lock.Unlock(thread);
            fresh = AllocSlab(thread, szind, shard, info);
            progress = false;
        }

        CountTaken(bin, info, filled);
        bin.Stats.Nrequests += requests;
        bin.Stats.Nfills++;
        Charge(JemallocCost.TcacheFill);
        Charge(JemallocCost.TcacheFillRegion, filled);
        bin.Lock.Unlock(thread);
        if (fresh != EdataTable.Null)
        {
            DallocSlab(thread, fresh);
        }

        return filled;
    }

    /// <summary>One object, past the cache; 0 when memory has run out. (arena_malloc_small)</summary>
    public ulong MallocSmall(Tsd? thread, int szind)
    {
        BinInfo info = _sizes.Bins[szind];
        Bin bin = ChooseBin(thread, szind, out int shard);
        bin.Lock.Lock(thread);
        int fresh = EdataTable.Null;

        // A slab that somebody else has yet to bring does not count: then both make one, and one of them is given back.
        ulong address = bin.Supply.IsOnItsWay ? 0 : TakeRegion(bin, info);
        if (address == 0)
        {
            bin.Lock.Unlock(thread);
            fresh = AllocSlab(thread, szind, shard, info);
            bin.Lock.Lock(thread);
            address = TakeRegion(bin, info);
            if (address == 0)
            {
                if (fresh == EdataTable.Null)
                {
                    bin.Lock.Unlock(thread);
                    return 0;
                }

                UseFreshSlab(bin, fresh);
                fresh = EdataTable.Null;
                address = TakeRegion(bin, info);
            }
        }

        CountTaken(bin, info, 1);
        bin.Stats.Nrequests++;
        Charge(JemallocCost.BinMalloc);
        bin.Lock.Unlock(thread);
        if (fresh != EdataTable.Null)
        {
            DallocSlab(thread, fresh);
        }

        DecayTick(thread, 1);
        return address;
    }

    /// <summary>Frees one object, past the cache. (arena_dalloc_small)</summary>
    public void DallocSmall(Tsd? thread, int slab, ulong address)
    {
        ref Edata edata = ref _table[slab];
        int szind = edata.Szind;
        if (szind >= _bins.Length || !edata.Holds(szind, isSlab: true))
        {
            StaleObject.Refuse(_context.Machine.OperationIndex, address);
        }

        Bin bin = _bins[szind][edata.BinShard];
        bin.Lock.Lock(thread);
        BinInfo info = _sizes.Bins[szind];
        bool empty = DallocRegionLocked(bin, info, slab, ref edata, address) && !_context.Version.EmptySlabs.TryNow(thread, this, bin, slab);
        CountReturned(bin, info, 1);
        Charge(JemallocCost.BinFree);
        bin.Lock.Unlock(thread);
        if (empty)
        {
            DallocSlab(thread, slab);
        }

        DecayTick(thread, 1);
    }

    /// <summary>Gives a region back to its slab, under the bin's lock. (arena_dalloc_bin_locked_step)</summary>
    /// <returns>Whether the slab has become empty and left the bin: the caller has to give it back.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool DallocRegionLocked(Bin bin, BinInfo info, int slab, ref Edata edata, ulong address)
    {
        int region = info.RegionIndex(address - edata.Address);
        Span<ulong> bitmap = _table.Bitmap(ref edata, info.RegionCount);
        if (region >= info.RegionCount || SlabBitmap.IsFree(bitmap, region))
        {
            StaleObject.Refuse(_context.Machine.OperationIndex, address);
        }

        SlabBitmap.Release(bitmap, region);
        edata.IncrementNfree();
        int free = edata.Nfree;
        if (free == info.RegionCount)
        {
            Dissociate(bin, info, slab);
            return true;
        }

        if (free == 1 && slab != bin.SlabCurrent)
        {
            RemoveFull(bin, slab);
            LowerSlab(bin, slab);
        }

        return false;
    }

    /// <summary>Counts regions given back, under the bin's lock.</summary>
    public void CountReturned(Bin bin, BinInfo info, int regions)
    {
        bin.Stats.Ndalloc += (ulong)regions;
        bin.Stats.Curregs -= (ulong)regions;
        AllocatedBytes -= (ulong)regions * info.RegionSize;
    }

    private void CountTaken(Bin bin, BinInfo info, int regions)
    {
        bin.Stats.Nmalloc += (ulong)regions;
        bin.Stats.Curregs += (ulong)regions;
        AllocatedBytes += (ulong)regions * info.RegionSize;
    }

    // True: there is no slab left to take regions from, one has to be made.
    private bool FillFromBin(Bin bin, BinInfo info, ref int fresh, Span<ulong> addresses, int least, ref int filled)
    {
        while (filled < least)
        {
            int slab = bin.SlabCurrent;
            if (slab != EdataTable.Null && _table[slab].Nfree > 0)
            {
                ref Edata edata = ref _table[slab];
                int count = edata.Nfree + filled > addresses.Length ? least - filled : edata.Nfree;
                SlabBitmap.TakeFirst(_table.Bitmap(ref edata, info.RegionCount), edata.Address, info.RegionSize, addresses.Slice(filled, count));
                edata.SubtractNfree(count);
                filled += count;
            }
            else if (!TryRefillCurrent(bin))
            {
                if (fresh == EdataTable.Null)
                {
                    return true;
                }

                UseFreshSlab(bin, fresh);
                fresh = EdataTable.Null;
            }
        }

        return false;
    }

    private ulong TakeRegion(Bin bin, BinInfo info)
    {
        if ((bin.SlabCurrent == EdataTable.Null || _table[bin.SlabCurrent].Nfree == 0) && !TryRefillCurrent(bin))
        {
            return 0;
        }

        ref Edata edata = ref _table[bin.SlabCurrent];
        int region = SlabBitmap.TakeFirst(_table.Bitmap(ref edata, info.RegionCount));
        edata.SubtractNfree(1);
        return edata.Address + (info.RegionSize * (ulong)region);
    }
}
