using AllocSim.Allocator.Jemalloc.Contended;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Slabs;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Arenas;

/// <content>Slabs: made, given back, and moved between the places that a bin has for them.</content>
internal sealed partial class Arena
{
    /// <summary>Gives an empty slab's pages back. (arena_slab_dalloc)</summary>
    public void DallocSlab(Tsd? thread, int slab)
    {
        ref Edata edata = ref _table[slab];
        _table.DetachBitmap(ref edata, _sizes.Bins[edata.Szind].RegionCount);
        if (Pages.Dalloc(thread, slab))
        {
            HandleDeferredWork(thread);
        }
    }

    private bool TryRefillCurrent(Bin bin)
    {
        if (bin.SlabCurrent != EdataTable.Null)
        {
            InsertFull(bin, bin.SlabCurrent);
        }

        bin.SlabCurrent = bin.SlabsNonfull.RemoveFirst(_table);
        if (bin.SlabCurrent == EdataTable.Null)
        {
            return false;
        }

        bin.Stats.Reslabs++;
        bin.Stats.NonfullSlabs--;
        return true;
    }

    private static void UseFreshSlab(Bin bin, int slab)
    {
        bin.Stats.Nslabs++;
        bin.Stats.Curslabs++;
        bin.SlabCurrent = slab;
        bin.Supply.Add();
    }

    private int AllocSlab(Tsd? thread, int szind, int shard, BinInfo info)
    {
        int slab = Pages.Alloc(thread, info.SlabSize, (ulong)_sizes.PageSize, slab: true, szind, zero: false, _context.San.DecideSlab(thread), out bool hasDeferredWork);
        if (hasDeferredWork)
        {
            HandleDeferredWork(thread);
        }

        Charge(JemallocCost.SlabInit);
        if (slab != EdataTable.Null)
        {
            ref Edata edata = ref _table[slab];
            edata.SetNfreeAndShard(info.RegionCount, shard);
            _table.AttachBitmap(ref edata, info.RegionCount);
            SlabBitmap.Init(_table.Bitmap(ref edata, info.RegionCount), info.RegionCount);
            _context.Machine.Touch(edata.RecordAddress + RecordSizes.EdataSlabData, sizeof(ulong));
        }

        return slab;
    }

    private void Dissociate(Bin bin, BinInfo info, int slab)
    {
        if (slab == bin.SlabCurrent)
        {
            bin.SlabCurrent = EdataTable.Null;
        }
        else if (info.RegionCount == 1)
        {
            RemoveFull(bin, slab);
        }
        else
        {
            bin.SlabsNonfull.Remove(_table, slab);
            bin.Stats.NonfullSlabs--;
        }

        bin.Stats.Curslabs--;
    }

    // Regions are taken from the oldest slab, lowest address first: a slab that comes before the current one takes its place.
    private void LowerSlab(Bin bin, int slab)
    {
        int current = bin.SlabCurrent;
        if (current == EdataTable.Null || !BySerialAndAddress.Precedes(_table[slab], _table[current]))
        {
            InsertNonfull(bin, slab);
            return;
        }

        if (_table[current].Nfree > 0)
        {
            InsertNonfull(bin, current);
        }
        else
        {
            InsertFull(bin, current);
        }

        bin.SlabCurrent = slab;
        bin.Stats.Reslabs++;
    }

    private void InsertNonfull(Bin bin, int slab)
    {
        bin.SlabsNonfull.Insert(_table, slab);
        bin.Stats.NonfullSlabs++;
    }

    private void InsertFull(Bin bin, int slab)
    {
        if (!IsAuto)
        {
            bin.SlabsFull.Append(slab);
        }
    }

    private void RemoveFull(Bin bin, int slab)
    {
        if (!IsAuto)
        {
            bin.SlabsFull.Remove(slab);
        }
    }
}
