using System.Runtime.CompilerServices;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>
/// The fast paths of versions that collect caches by requests: they count a request before they look into the cache, and where they find nothing there the slow path counts it again.
/// Source: jemalloc 5.2.1, `src/jemalloc.c`, je_malloc and free_fastpath.
/// </content>
public sealed partial class JemallocHeap
{
    // Whether the thread was ready for the fast path when it called. (tsd_fast)
    private bool IsFast(int thread) => (uint)thread < (uint)_threads.Length && _threads[thread].Phase == ThreadPhase.Nominal;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTickedMalloc(Tsd state, ulong size, out ulong address)
    {
        address = 0;
        if (size > _sizes.LookupMax || state.Tcache is not { } cache || !TcacheTicks.TryCount(cache))
        {
            return false;
        }

        int szind = _sizes.SizeToIndex(size);
        if (!TryPop(cache, szind, out address))
        {
            return false;
        }

        ref CacheBin bin = ref cache.Bins[szind];
        bin.Requests++;
        state.Allocated.Current += bin.UsableSize;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryTickedFree(Tsd state, ulong address)
    {
        if (state.Phase != ThreadPhase.Nominal || state.Tcache is not { } cache || !state.Leaves!.Has(address))
        {
            return false;
        }

        ulong element = _rtree.Read(address);
        if (!Rtree.IsSlab(element) || !TcacheTicks.TryCount(cache))
        {
            return false;
        }

        ref CacheBin bin = ref cache.Bins[Rtree.Szind(element)];
        if (bin.Head == bin.Full)
        {
            return false;
        }

        cache.Slots[--bin.Head] = address;
        state.Deallocated.Current += bin.UsableSize;
        return true;
    }
}
