using AllocSim.Allocator.Tcmalloc.Checks;
using AllocSim.Allocator.Tcmalloc.Inspection;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Allocator.Tcmalloc;

/// <content>The check of its books.</content>
public sealed partial class TcmallocHeap
{
    /// <summary>What its checks read.</summary>
    internal AuditedHeap Audited => new(_machine, _sizes, _records.Spans, _pageHeap, _central, _caches, _system, _records.Metadata);

    /// <summary>Appends the rows of a view. Changes nothing.</summary>
    public void ReadView(string view, TableRows rows) => new TcmallocViews(Audited).Read(view, rows);

    /// <summary>Compares spans, page map, lists, caches and pages with each other. Changes nothing.</summary>
    /// <exception cref="InvariantException">Two of them contradict each other.</exception>
    public void CheckInvariants() => new HeapAudit(Audited).Run();
}
