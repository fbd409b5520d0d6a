using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>What reports read; nothing here takes a lock or changes a counter.</content>
public sealed partial class JemallocHeap
{
    /// <summary>The totals as they are now.</summary>
    public void ReadTotals(ref HeapTotals totals)
    {
        totals = default;
        for (int i = 0; i < _arenas.Count; i++)
        {
            if (_arenas.TryGet(i) is { } arena)
            {
                arena.AddTotals(ref totals);
            }
        }

        totals.Own[OwnIndex.BlockedMerges] = _emap.BlockedMerges;
    }

    /// <summary>Index of the arena that a live object lies in.</summary>
    internal int ArenaOf(ulong address) => _table[_emap.Lookup(address)].Arena;

    /// <summary>The usable size that a request gets; the request itself where it is too large.</summary>
    public ulong SizeClassOf(ulong size) => _sizes.SizeToIndex(size) < _sizes.Count ? _sizes.SizeToUsable(size) : size;

    /// <summary>Bytes of free objects in the caches of threads and in explicit ones.</summary>
    public ulong CachedBytes
    {
        get
        {
            ulong bytes = 0;
            foreach (Tsd thread in _threads)
            {
                bytes += BytesOf(thread.Tcache);
            }

            for (int i = 0; i < _explicit.Count; i++)
            {
                bytes += BytesOf(_explicit[i]);
            }

            return bytes;
        }
    }

    /// <summary>Where a live object lies.</summary>
    public void ReadPlace(ulong address, ref ObjectPlace place)
    {
        ref Edata edata = ref _table[_emap.Lookup(address)];
        int szind = edata.IsSlab ? edata.Szind : Math.Max(edata.Szind, _sizes.SmallCount); // A small sample of the heap profiler takes a large extent.
        place.SizeIndex = szind;
        place.UsableBytes = szind < _firstByPages ? _usableSizes[szind] : edata.Size - _sizes.LargePad;
        place.SlabAddress = edata.IsSlab ? edata.Address : 0;
        place.SlabBytes = edata.IsSlab ? edata.Size : 0;
    }

    private ulong BytesOf(Tcache? cache)
    {
        ulong bytes = 0;
        for (int i = 0; i < (cache?.Bins.Length ?? 0); i++)
        {
            bytes += (ulong)cache!.Bins[i].Count * _usableSizes[i];
        }

        return bytes;
    }
}
