using AllocSim.Allocator.Tcmalloc.Threads;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Tcmalloc.Checks;

/// <summary>Checks the threads' caches: their objects, their sizes, and that their shares make up the budget.</summary>
internal sealed class CacheAudit(AuditedHeap heap, FreeObjectAudit objects)
{
    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        int count = 0;
        long claimed = 0;
        ThreadCache? after = null;
        for (ThreadCache? cache = heap.Caches.First; cache is not null; after = cache, cache = cache.Next)
        {
            if (cache.Previous != after)
            {
                throw new InvariantException(FormattableString.Invariant($"the cache of record {cache.Record} is not linked back to the one that was made after it"));
            }

            CheckLists(cache);
            claimed += cache.MaxSize;
            count++;
        }

        if (count != heap.Caches.Count || claimed + heap.Caches.UnclaimedBytes != heap.Caches.BudgetBytes)
        {
            throw new InvariantException(FormattableString.Invariant(
                $"{count} of {heap.Caches.Count} caches have claimed {claimed} bytes, {heap.Caches.UnclaimedBytes} are unclaimed, of {heap.Caches.BudgetBytes}"));
        }
    }

    private void CheckLists(ThreadCache cache)
    {
        long size = 0;
        for (int i = 0; i < cache.Lists.Length; i++)
        {
            ref FreeList list = ref cache.Lists[i];
            if (list.LowWater > list.Length || list.Length < 0 || (i >= heap.Sizes.Count && list.Length > 0))
            {
                throw new InvariantException(FormattableString.Invariant($"list {i} of the cache of record {cache.Record} has {list.Length} objects, and had at least {list.LowWater}"));
            }

            size += (long)list.Length * list.ObjectSize;
            foreach (ulong address in list.Objects.AsSpan(0, list.Length))
            {
                objects.AddCached(address, i, "a thread's cache");
            }
        }

        if (size != cache.Size)
        {
            throw new InvariantException(FormattableString.Invariant($"the objects of the cache of record {cache.Record} have {size} bytes, it has counted {cache.Size}"));
        }
    }
}
