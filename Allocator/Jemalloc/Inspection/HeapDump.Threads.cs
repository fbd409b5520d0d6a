using System.Globalization;
using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <content>Threads, and caches with what they hold.</content>
internal sealed partial class HeapDump
{
    private void WriteThreads()
    {
        foreach (int thread in _heap.Machine.Threads.Living)
        {
            Tsd? state = thread < _heap.Threads.Count && _heap.Threads[thread].BlockAddress != 0 ? _heap.Threads[thread] : null;
            Tcache? cache = state?.Tcache;
            ulong block = _heap.Machine.ThreadBlock(thread);
            string at = cache is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"0x{block + _heap.Records.TsdTcacheOffset:x}");
            Line($"thread tid={thread} tsd=0x{block:x} arena={Index(state?.Arena)} iarena={Index(state?.InternalArena)} tcache={at} tcache_arena={Index(cache?.Arena)}");
            WriteBins($"thread:{thread}", cache);
        }

        for (int i = 0; i < _heap.Explicit.Count; i++)
        {
            if (_heap.Explicit[i] is { } cache)
            {
                Line($"tcache ind={i} addr=0x{(cache.Layout.IsRecordFirst ? cache.Memory : cache.Memory + cache.Layout.Bytes):x} arena={Index(cache.Arena)}");
                WriteBins($"explicit:{i}", cache);
            }
        }
    }

    private void WriteBins(string owner, Tcache? cache)
    {
        for (int szind = 0; szind < (cache?.CachedClassCount ?? 0); szind++)
        {
            ref CacheBin bin = ref cache!.Bins[szind];
            if (bin.Count > 0)
            {
                string[] objects = [.. cache.Slots.AsSpan(bin.Head, bin.Count).ToArray().Select(address => string.Create(CultureInfo.InvariantCulture, $"0x{address:x}"))];
                Line($"cache owner={owner} szind={szind} size={bin.UsableSize} max={bin.Capacity} cached={bin.Count} low_water={bin.LowWaterCount} head=0x{cache.AddressOf(bin.Head):x} ptrs={string.Join(',', objects)}");
            }
        }
    }

    private static string Index(Arena? arena) => arena is null ? "-" : arena.Index.ToString(CultureInfo.InvariantCulture);
}
