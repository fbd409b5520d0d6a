using AllocSim.Allocator.Tcmalloc.Pages;
using AllocSim.Allocator.Tcmalloc.Stats;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Tcmalloc;

/// <content>What it says of its memory.</content>
public sealed partial class TcmallocHeap
{
    private const ulong ExtensionBytes = 16;
    private const ulong ExtensionBaseBytes = 8;
    private const int ShortStringMax = 15;

    /// <summary>Fills in the totals.</summary>
    public void ReadTotals(ref HeapTotals totals)
    {
        ref readonly PageHeapStats stats = ref _pageHeap.Stats;
        ulong pageBytes = (ulong)_machine.PageSize;
        ulong inSpans = stats.SystemBytes - stats.FreeBytes - stats.UnmappedBytes;
        totals.AllocatedBytes = inSpans - _central.CentralBytes - _central.TransferBytes - _caches.Bytes;
        totals.ActiveBytes = inSpans;
        totals.MetadataBytes = _records.Metadata.Bytes;
        totals.ResidentBytes = stats.SystemBytes + _records.Metadata.Bytes - stats.UnmappedBytes;
        totals.MappedBytes = stats.SystemBytes - stats.UnmappedBytes;
        totals.RetainedBytes = stats.UnmappedBytes;
        totals.DirtyPages = stats.FreeBytes / pageBytes;
        totals.MuzzyPages = 0;
        totals.PurgedPages = stats.TotalDecommitBytes / pageBytes;
    }

    /// <summary>Writes what MallocExtension_GetStats says, and then each numeric property.</summary>
    public void WriteStats(TextWriter output)
    {
        StatsFigures figures = new(_options, _sizes, _records, _pageHeap, _central, _caches);
        new StatsText(figures, _sizes, _records.Spans, _pageHeap, _central, _caches).Write(output);
        NumericProperties.Write(output, figures);
    }
}
