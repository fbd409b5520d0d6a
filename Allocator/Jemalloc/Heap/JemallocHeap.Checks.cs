using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Checks;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>The check of the books.</content>
public sealed partial class JemallocHeap
{
    /// <summary>Compares all records with each other and with the machine. Changes nothing.</summary>
    /// <exception cref="Simulator.Allocation.InvariantException">Two of them contradict each other.</exception>
    public void CheckInvariants() => new HeapAudit(OpenForAudit()).Run();

    /// <summary>The records, to be read between two operations.</summary>
    internal AuditedHeap OpenForAudit()
    {
        Tsd[] threads = [.. _threads.Where(thread => thread.BlockAddress != 0)];
        Tcache[] caches = [.. threads.Select(thread => thread.Tcache).Concat(_explicit).OfType<Tcache>()];
        Arena[] arenas = [.. Enumerable.Range(0, Math.Max(_arenas.Count, 1)).Select(_arenas.TryGet).OfType<Arena>()];
        return new AuditedHeap(_machine, _sizes, _table, _rtree, _hooks, _arenas.Hpa, arenas, threads, caches);
    }
}
