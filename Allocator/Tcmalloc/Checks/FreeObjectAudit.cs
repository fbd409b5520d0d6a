using AllocSim.Allocator.Tcmalloc.Pages;
using AllocSim.Allocator.Tcmalloc.Sizes;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Allocator.Tcmalloc.Checks;

/// <summary>All free objects that were seen: each is an object of its class's span, is free only once, and its first word is written.</summary>
internal sealed class FreeObjectAudit(AuditedHeap heap)
{
    private readonly HashSet<ulong> _seen = [];
    private readonly Dictionary<int, int> _cached = [];

    /// <summary>Takes note of an object in a cache, which its span counts as handed out.</summary>
    public void AddCached(ulong address, int sizeClass, string where)
    {
        int span = heap.PageHeap.Map.SpanOf(address >> SizeMap.PageShift);
        Add(address, span, sizeClass, where);
        _cached[span] = _cached.GetValueOrDefault(span) + 1;
    }

    /// <summary>Takes note of an object in its span.</summary>
    public void Add(ulong address, int span, int sizeClass, string where)
    {
        ref PageSpan record = ref heap.Spans[span];
        ulong offset = address - (record.Start << SizeMap.PageShift);
        bool isObject = span != 0 && record.Location == SpanLocation.InUse && record.SizeClass == sizeClass && offset % (ulong)heap.Sizes.SizeOf(sizeClass) == 0;
        if (!isObject || offset / (ulong)heap.Sizes.SizeOf(sizeClass) >= (ulong)heap.Sizes.ObjectsOf(sizeClass))
        {
            throw new InvariantException(FormattableString.Invariant($"0x{address:x} in {where} is no object of class {sizeClass} in {heap.Describe(span)}"));
        }

        if (!_seen.Add(address))
        {
            throw new InvariantException(FormattableString.Invariant($"0x{address:x} in {where} is free twice"));
        }

        if (heap.Machine.Pages.StateAt(address) != PageState.Resident)
        {
            throw new InvariantException(FormattableString.Invariant($"0x{address:x} in {where} is free, but its first word lies on a page that is {heap.Machine.Pages.StateAt(address)}"));
        }
    }

    /// <summary>Checks that no span has more objects in caches than it has handed out.</summary>
    public void CheckCounts(List<int> spans)
    {
        foreach (int span in spans)
        {
            int cached = _cached.GetValueOrDefault(span);
            if (cached > heap.Spans[span].Used)
            {
                throw new InvariantException(FormattableString.Invariant($"{cached} objects of {heap.Describe(span)} are in caches, but only {heap.Spans[span].Used} were handed out"));
            }
        }
    }
}
