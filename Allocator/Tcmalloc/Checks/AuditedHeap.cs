using AllocSim.Allocator.Tcmalloc.Central;
using AllocSim.Allocator.Tcmalloc.Pages;
using AllocSim.Allocator.Tcmalloc.Sizes;
using AllocSim.Allocator.Tcmalloc.Sources;
using AllocSim.Allocator.Tcmalloc.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Tcmalloc.Checks;

/// <summary>What the checks of a heap read.</summary>
/// <param name="Machine">The machine below.</param>
/// <param name="Sizes">The classes.</param>
/// <param name="Spans">All spans.</param>
/// <param name="PageHeap">Free spans, the page map.</param>
/// <param name="Central">Central lists.</param>
/// <param name="Caches">Threads' caches.</param>
/// <param name="System">Where memory came from.</param>
/// <param name="Metadata">The library's records.</param>
internal sealed record AuditedHeap(
    SimMachine Machine, SizeMap Sizes, SpanTable Spans, PageHeap PageHeap, CentralCache Central, ThreadCaches Caches, SystemMemory System, MetadataSource Metadata)
{
    /// <summary>A span in words.</summary>
    public string Describe(int span)
    {
        ref PageSpan record = ref Spans[span];
        return FormattableString.Invariant($"span {span} (0x{record.Start << SizeMap.PageShift:x}, {record.Length} pages, {record.Location}, class {record.SizeClass})");
    }
}
