using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Tcmalloc.Checks;

/// <summary>Checks a heap's records against each other and against the machine. Reads only.</summary>
/// <remarks>Takes time in proportion to the pages in use and the free objects.</remarks>
internal sealed class HeapAudit(AuditedHeap heap)
{
    /// <summary>Runs all checks.</summary>
    /// <exception cref="InvariantException">Two records contradict each other.</exception>
    public void Run()
    {
        List<int> spans = new PageMapAudit(heap).Run();
        new FreeSpanAudit(heap, spans).Run();
        FreeObjectAudit objects = new(heap);
        new CentralAudit(heap, spans, objects).Run();
        new CacheAudit(heap, objects).Run();
        objects.CheckCounts(spans);
    }
}
