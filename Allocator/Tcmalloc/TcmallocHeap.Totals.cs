using AllocSim.Allocator.Tcmalloc.Pages;
using AllocSim.Allocator.Tcmalloc.Sizes;
using AllocSim.Allocator.Tcmalloc.Stats;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Tcmalloc;

/// <content>What it says of its memory.</content>
public sealed partial class TcmallocHeap
{
    private const ulong ExtensionBytes = 16;
    private const ulong ExtensionBaseBytes = 8;
    private const int ShortStringMax = 15;

    /// <summary>Bytes of free objects in threads' caches.</summary>
    public ulong CachedBytes => _caches.Bytes;

    /// <summary>Fills in the totals.</summary>
    public void ReadTotals(ref HeapTotals totals)
    {
        ref readonly PageHeapStats stats = ref _pageHeap.Stats;
        ulong central = _central.CentralBytes;
        ulong transfer = _central.TransferBytes;
        totals.ActiveBytes = stats.SystemBytes - stats.FreeBytes - stats.UnmappedBytes;
        totals.AllocatedBytes = totals.ActiveBytes - central - transfer;
        totals.MetadataBytes = _records.Metadata.Bytes;
        totals.ResidentBytes = stats.SystemBytes + _records.Metadata.Bytes - stats.UnmappedBytes;
        totals.MappedBytes = stats.SystemBytes - stats.UnmappedBytes;
        totals.RetainedBytes = stats.UnmappedBytes;
        totals.Own[0] = stats.FreeBytes;
        totals.Own[1] = central;
        totals.Own[2] = transfer;
        totals.Own[3] = stats.TotalDecommitBytes;
        totals.Own[4] = stats.ScavengeCount;
        totals.Own[5] = stats.ReserveCount;
    }

    /// <summary>Where a live object lies: its span is its slab.</summary>
    public void ReadPlace(ulong address, ref ObjectPlace place)
    {
        ref PageSpan span = ref _records.Spans[_pageMap.SpanOf(address >> SizeMap.PageShift)];
        ulong bytes = span.Length << SizeMap.PageShift;
        bool isSmall = span.SizeClass != 0;
        place.SizeIndex = isSmall ? span.SizeClass : _sizes.Count;
        place.UsableBytes = isSmall ? (ulong)_sizes.SizeOf(span.SizeClass) : bytes;
        place.SlabAddress = isSmall ? span.Start << SizeMap.PageShift : 0;
        place.SlabBytes = isSmall ? bytes : 0;
    }

    /// <summary>Writes what MallocExtension_GetStats says, and then each numeric property.</summary>
    public void WriteStats(TextWriter output)
    {
        StatsFigures figures = new(_options, _sizes, _records, _pageHeap, _central, _caches);
        new StatsText(figures, _sizes, _records.Spans, _pageHeap, _central, _caches).Write(output);
        NumericProperties.Write(output, figures);
    }
}
