using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Jemalloc.Contended;

/// <summary>The micro-traces of a calibration. Together they hold every fitted kind of cost in proportions of its own; each takes between some us and some ms.</summary>
internal static class JemallocMicroTraces
{
    private const ulong Kib = 1024;
    private const string Uncached = "tcache:false,narenas:1";
    private const string PurgeAtOnce = "tcache:false,narenas:1,dirty_decay_ms:0,muzzy_decay_ms:0";
    private const string PurgeLazily = "tcache:false,narenas:1,dirty_decay_ms:0,muzzy_decay_ms:10000";
    private const string UnmapAtOnce = "tcache:false,narenas:1,dirty_decay_ms:0,muzzy_decay_ms:0,retain:false";
    private const string FromTheBreak = "tcache:false,narenas:1,dss:primary,retain:false";
    private const string RoomyCache = "narenas:1,tcache_max:65536";

    /// <summary>All of them, in the order of the report.</summary>
    public static IReadOnlyList<MicroTraceDeclaration> All { get; } =
    [
        .. Cached(), .. PastTheCache(), .. Large(), .. Growing(), .. Pages(), .. Resizing(), .. Threads(),
    ];

    private static IEnumerable<MicroTraceDeclaration> Cached() =>
    [
        new("cached pairs", "narenas:1", TouchMode.First, MicroCalls.Pairs, [64], 60_000),
        new("cached tens", "narenas:1", TouchMode.First, MicroCalls.Batches, [16, 64, 256, 1024], 1_500, 10),
        new("cached large pairs", RoomyCache, TouchMode.First, MicroCalls.Pairs, [40 * Kib], 40_000),
        new("cached, drawn of many", "narenas:1", TouchMode.First, MicroCalls.Drawn, [16, 1024], 30_000, 10_000),
        new("batches of 64", "narenas:1", TouchMode.First, MicroCalls.Batches, [64], 10, 4_000),
        new("batches of 16", "narenas:1", TouchMode.First, MicroCalls.Batches, [16], 40, 1_000),
        new("batches of 320", "narenas:1", TouchMode.First, MicroCalls.Batches, [320], 30, 1_000),
        new("batches of 2048", "narenas:1", TouchMode.First, MicroCalls.Batches, [2048], 40, 400),
        new("batches of 8192", "narenas:1", TouchMode.First, MicroCalls.Batches, [8192], 100, 100),
        new("batches of 32 KiB", "narenas:1", TouchMode.First, MicroCalls.Batches, [32 * Kib], 120, 60),
    ];

    private static IEnumerable<MicroTraceDeclaration> PastTheCache() =>
    [
        new("uncached 64, one kept", Uncached, TouchMode.First, MicroCalls.Kept, [64], 50_000),
        new("uncached 1024, one kept", Uncached, TouchMode.First, MicroCalls.Kept, [1024], 50_000),
        new("uncached batches of 64", Uncached, TouchMode.First, MicroCalls.Batches, [64], 500, 60),
        new("uncached batches of 5120", Uncached, TouchMode.First, MicroCalls.Batches, [5120], 500, 40),
        new("uncached pairs of 64", Uncached, TouchMode.First, MicroCalls.Pairs, [64], 20_000),
        new("uncached pairs of 1792", Uncached, TouchMode.First, MicroCalls.Pairs, [1792], 20_000),
        new("uncached pairs of 14336", Uncached, TouchMode.First, MicroCalls.Pairs, [14336], 20_000),
    ];

    private static IEnumerable<MicroTraceDeclaration> Large() =>
    [
        new("pairs of 16 KiB", Uncached, TouchMode.First, MicroCalls.Pairs, [16 * Kib], 20_000),
        new("pairs of 256 KiB", Uncached, TouchMode.First, MicroCalls.Pairs, [256 * Kib], 20_000),
        new("large, two in turn", Uncached, TouchMode.First, MicroCalls.Batches, [16 * Kib, 96 * Kib], 4_000, 2),
        new("large, ten in turn", Uncached, TouchMode.First, MicroCalls.Batches, [16 * Kib, 96 * Kib, 40 * Kib], 500, 10),
        new("large, drawn", Uncached, TouchMode.First, MicroCalls.Drawn, [16 * Kib, 256 * Kib], 15_000, 40),
        new("small slabs, drawn", Uncached, TouchMode.First, MicroCalls.Drawn, [9 * Kib, 14 * Kib], 20_000, 60),
    ];

    private static IEnumerable<MicroTraceDeclaration> Growing() =>
    [
        new("growing by 64", "narenas:1", TouchMode.First, MicroCalls.Grow, [64], 60_000),
        new("growing by 1536", "narenas:1", TouchMode.First, MicroCalls.Grow, [1536], 4_000),
        new("growing by 16 KiB", Uncached, TouchMode.First, MicroCalls.Grow, [16 * Kib], 4_000),
        new("growing by 1 MiB", Uncached, TouchMode.First, MicroCalls.Grow, [1024 * Kib], 300),
        new("growing by 1 MiB, written", Uncached, TouchMode.Size, MicroCalls.Grow, [1024 * Kib], 40),
        new("growing by 32 KiB, from the break", FromTheBreak, TouchMode.First, MicroCalls.Grow, [32 * Kib], 2_000),
        new("growing by 256 KiB, from the break", FromTheBreak, TouchMode.First, MicroCalls.Grow, [256 * Kib], 1_000),
    ];

    private static IEnumerable<MicroTraceDeclaration> Pages() =>
    [
        new("purged pairs of 32 KiB", PurgeAtOnce, TouchMode.First, MicroCalls.Pairs, [32 * Kib], 2_000),
        new("purged pairs of 32 KiB, written", PurgeAtOnce, TouchMode.Size, MicroCalls.Pairs, [32 * Kib], 1_000),
        new("purged pairs of 512 KiB, written", PurgeAtOnce, TouchMode.Size, MicroCalls.Pairs, [512 * Kib], 100),
        new("lazily purged pairs of 32 KiB", PurgeLazily, TouchMode.Size, MicroCalls.Pairs, [32 * Kib], 1_000),
        new("lazily purged pairs of 512 KiB", PurgeLazily, TouchMode.Size, MicroCalls.Pairs, [512 * Kib], 100),
        new("unmapped pairs of 32 KiB", UnmapAtOnce, TouchMode.First, MicroCalls.Pairs, [32 * Kib], 2_000),
        new("unmapped pairs of 32 KiB, written", UnmapAtOnce, TouchMode.Size, MicroCalls.Pairs, [32 * Kib], 1_000),
        new("unmapped pairs of 512 KiB, written", UnmapAtOnce, TouchMode.Size, MicroCalls.Pairs, [512 * Kib], 100),
        new("unmapped, ten in turn", UnmapAtOnce, TouchMode.First, MicroCalls.Batches, [64 * Kib], 200, 10),
    ];

    private static IEnumerable<MicroTraceDeclaration> Resizing() =>
    [
        new("realloc in place", "narenas:1", TouchMode.First, MicroCalls.Resize, [97, 112], 50_000),
        new("realloc of some 100 bytes", "narenas:1", TouchMode.First, MicroCalls.Resize, [100, 200], 50_000),
        new("realloc of 4 and 8 KiB", "narenas:1", TouchMode.First, MicroCalls.Resize, [4 * Kib, 8 * Kib], 10_000),
        new("realloc of 20 and 32 KiB", "narenas:1", TouchMode.First, MicroCalls.Resize, [20 * Kib, 14 * Kib], 5_000),
        new("calloc of 512", "narenas:1", TouchMode.First, MicroCalls.CallocPairs, [512], 40_000),
        new("calloc of 4 KiB", "narenas:1", TouchMode.First, MicroCalls.CallocPairs, [4 * Kib], 20_000),
        new("calloc of 14 KiB", "narenas:1", TouchMode.First, MicroCalls.CallocPairs, [14 * Kib], 10_000),
    ];

    private static IEnumerable<MicroTraceDeclaration> Threads() =>
    [
        new("a thread's life", "narenas:1", TouchMode.First, MicroCalls.Pairs, [64], 1),
        new("handed over, cached", "narenas:1", TouchMode.First, MicroCalls.HandOver, [64], 10_000),
        new("handed over by the hundred", "narenas:1", TouchMode.First, MicroCalls.HandOverMany, [64], 300, 100),
        new("handed over, uncached", Uncached, TouchMode.First, MicroCalls.HandOver, [64], 10_000),
    ];
}
