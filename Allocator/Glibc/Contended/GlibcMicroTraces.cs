using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Glibc.Contended;

/// <summary>The micro-traces of a calibration. Together they hold every fitted kind of cost in proportions of its own; each takes between some us and some ms.</summary>
internal static class GlibcMicroTraces
{
    private const ulong Kib = 1024;
    private const string Plain = "";
    private const string OneArena = "glibc.malloc.arena_max=1";
    private const string Uncached = "glibc.malloc.tcache_count=0";
    private const string UncachedInOne = OneArena + ":" + Uncached;
    private const string NothingFast = Uncached + ":glibc.malloc.mxfast=0";
    private const string Mapped = Uncached + ":glibc.malloc.mmap_threshold=65536";
    private const string TrimAtOnce = UncachedInOne + ":glibc.malloc.trim_threshold=4096:glibc.malloc.mmap_threshold=33554432:glibc.malloc.top_pad=0";
    private const string FromTheBreak = UncachedInOne + ":glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=1073741824";

    /// <summary>All of them, in the order of the report.</summary>
    public static IReadOnlyList<MicroTraceDeclaration> All { get; } = [.. Cached(), .. PastTheCache(), .. Large(), .. Growing(), .. Resizing(), .. Threads()];

    private static IEnumerable<MicroTraceDeclaration> Cached() =>
    [
        new("cached pairs", Plain, TouchMode.First, MicroCalls.Pairs, [64], 60_000) { Threads = 2 },
        new("cached sevens", Plain, TouchMode.First, MicroCalls.Batches, [16, 64, 256, 1024], 2_000, 7) { Threads = 2 },
        new("batches of 64", Plain, TouchMode.First, MicroCalls.Batches, [64], 60, 1_000) { Threads = 2 },
        new("batches of 16", Plain, TouchMode.First, MicroCalls.Batches, [16], 200, 200) { Threads = 2 },
        new("batches of 256", Plain, TouchMode.First, MicroCalls.Batches, [256], 60, 400) { Threads = 2 },
        new("batches of 1000", Plain, TouchMode.First, MicroCalls.Batches, [1000], 60, 200) { Threads = 2 },
        new("drawn of many, cached", Plain, TouchMode.First, MicroCalls.Drawn, [16, 1024], 30_000, 4_000) { Threads = 2 },
    ];

    private static IEnumerable<MicroTraceDeclaration> PastTheCache() =>
    [
        new("fast pairs", Uncached, TouchMode.First, MicroCalls.Pairs, [64], 40_000) { Threads = 2 },
        new("fast batches", Uncached, TouchMode.First, MicroCalls.Batches, [64], 400, 60) { Threads = 2 },
        new("pairs from the top", NothingFast, TouchMode.First, MicroCalls.Pairs, [64], 40_000) { Threads = 2 },
        new("batches from the top", NothingFast, TouchMode.First, MicroCalls.Batches, [64], 400, 60) { Threads = 2 },
        new("pairs of 256", Uncached, TouchMode.First, MicroCalls.Pairs, [256], 40_000) { Threads = 2 },
        new("batches of 300, uncached", Uncached, TouchMode.First, MicroCalls.Batches, [300], 400, 40) { Threads = 2 },
        new("two sizes in turn", Uncached, TouchMode.First, MicroCalls.Batches, [200, 600], 400, 40) { Threads = 2 },
        new("small, drawn", Uncached, TouchMode.First, MicroCalls.Drawn, [16, 112], 40_000, 300) { Threads = 2 },
        new("small bins, drawn", Uncached, TouchMode.First, MicroCalls.Drawn, [144, 1000], 20_000, 300) { Threads = 2 },
        new("drawn of many, uncached", Uncached, TouchMode.First, MicroCalls.Drawn, [16, 1024], 20_000, 4_000) { Threads = 2 },
        new("consolidated", Uncached, TouchMode.First, MicroCalls.Batches, [64, 2048], 400, 40) { Threads = 2 },
    ];

    private static IEnumerable<MicroTraceDeclaration> Large() =>
    [
        new("pairs of 16 KiB", Uncached, TouchMode.First, MicroCalls.Pairs, [16 * Kib], 20_000) { Threads = 2 },
        new("large, ten in turn", FromTheBreak, TouchMode.First, MicroCalls.Batches, [2 * Kib, 9 * Kib, 40 * Kib], 500, 10),
        new("large bins, drawn", FromTheBreak, TouchMode.First, MicroCalls.Drawn, [1 * Kib, 8 * Kib], 20_000, 300),
        new("larger bins, drawn", FromTheBreak, TouchMode.First, MicroCalls.Drawn, [16 * Kib, 100 * Kib], 15_000, 40),
        new("mapped pairs", Mapped, TouchMode.First, MicroCalls.Pairs, [1024 * Kib], 1_000),
        new("mapped pairs, written", Mapped, TouchMode.Size, MicroCalls.Pairs, [512 * Kib], 60),
        new("trimmed pairs", TrimAtOnce, TouchMode.First, MicroCalls.Pairs, [512 * Kib], 1_000),
    ];

    private static IEnumerable<MicroTraceDeclaration> Growing() =>
    [
        new("growing by 64", Plain, TouchMode.First, MicroCalls.Grow, [64], 60_000),
        new("growing by 1536", Plain, TouchMode.First, MicroCalls.Grow, [1536], 4_000),
        new("growing by 16 KiB", FromTheBreak, TouchMode.First, MicroCalls.Grow, [16 * Kib], 2_000),
        new("growing by 200 KiB", FromTheBreak, TouchMode.First, MicroCalls.Grow, [200 * Kib], 600),
        new("growing by 1 MiB, mapped", Mapped, TouchMode.First, MicroCalls.Grow, [1024 * Kib], 300),
        new("growing by 1 MiB, written", Mapped, TouchMode.Size, MicroCalls.Grow, [1024 * Kib], 30),
    ];

    private static IEnumerable<MicroTraceDeclaration> Resizing() =>
    [
        new("realloc in place", Plain, TouchMode.First, MicroCalls.Resize, [97, 104], 40_000) { Threads = 2 },
        new("realloc of some 100 bytes", Plain, TouchMode.First, MicroCalls.Resize, [100, 200], 40_000) { Threads = 2 },
        new("realloc of 4 and 8 KiB", Plain, TouchMode.First, MicroCalls.Resize, [4 * Kib, 8 * Kib], 10_000) { Threads = 2 },
        new("calloc of 512", Plain, TouchMode.First, MicroCalls.CallocPairs, [512], 40_000) { Threads = 2 },
        new("calloc of 14 KiB", Plain, TouchMode.First, MicroCalls.CallocPairs, [14 * Kib], 8_000) { Threads = 2 },
    ];

    private static IEnumerable<MicroTraceDeclaration> Threads() =>
    [
        new("a thread's life", OneArena, TouchMode.First, MicroCalls.Pairs, [64], 1),
        new("handed over, cached", OneArena, TouchMode.First, MicroCalls.HandOver, [64], 10_000),
        new("handed over, uncached", UncachedInOne, TouchMode.First, MicroCalls.HandOver, [64], 10_000),
        new("handed over, small bins", UncachedInOne, TouchMode.First, MicroCalls.HandOver, [256], 10_000),
        new("handed over by the hundred", Plain, TouchMode.First, MicroCalls.HandOverMany, [64], 200, 100),
        new("by the hundred, one arena", OneArena, TouchMode.First, MicroCalls.HandOverMany, [64], 200, 100),
        new("by the hundred, uncached", UncachedInOne, TouchMode.First, MicroCalls.HandOverMany, [64], 200, 100),
        new("by the hundred, small bins", UncachedInOne, TouchMode.First, MicroCalls.HandOverMany, [256], 200, 100),
    ];
}
