using AllocSim.Allocator.Jemalloc.Prof;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Kernel;

/// <summary>Counts the pages of extents in use or cached, all arenas together, and tells the profiler of each new peak.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/extent.c` extent_gdump_add, extent_gdump_sub.</remarks>
internal sealed class MappedPeak(HeapProfiler profiler)
{
    private ulong _pages;
    private ulong _peakPages;

    /// <summary>An extent came from retained address space or from the system.</summary>
    public void Add(Tsd? thread, ulong pages)
    {
        _pages += pages;
        if (_pages > _peakPages)
        {
            _peakPages = _pages;
            profiler.PeakReached(thread);
        }
    }

    /// <summary>An extent was given back.</summary>
    public void Remove(ulong pages) => _pages -= pages;
}
