namespace AllocSim.Allocator.Classic.Checks;

/// <summary>Compares a heap's records with each other.</summary>
internal sealed class HeapAudit(ClassicHeap heap)
{
    /// <summary>Checks.</summary>
    public void Run() => _ = heap;
}
