using AllocSim.Allocator.Common;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Tcmalloc.Contended;

/// <summary>The micro-traces of a calibration. Together they hold every fitted kind of cost in proportions of its own; each takes between some us and some ms.</summary>
internal static class TcmallocMicroTraces
{
    private const ulong Kib = 1024;
    private const string Plain = "";
    private const string SmallCaches = "TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES=524288";
    private const string LargeBatches = "TCMALLOC_TRANSFER_NUM_OBJ=512";
    private const string SmallBatches = "TCMALLOC_TRANSFER_NUM_OBJ=2";
    private const string ReleaseOften = "TCMALLOC_RELEASE_RATE=1000";
    private const string Aggressive = "TCMALLOC_AGGRESSIVE_DECOMMIT=1";

    /// <summary>All of them, in the order of the report.</summary>
    public static IReadOnlyList<MicroTraceDeclaration> All { get; } = [.. Cached(), .. Central(), .. Large(), .. CommonMicroTraces.Growing, .. Growing(), .. CommonMicroTraces.Resizing, .. Threads()];

    private static IEnumerable<MicroTraceDeclaration> Cached() =>
    [
        new("cached pairs", Plain, TouchMode.First, MicroCalls.Pairs, [64], 60_000) { Threads = 2 },
        new("cached tens", Plain, TouchMode.First, MicroCalls.Batches, [16, 64, 256, 1024], 1_500, 10) { Threads = 2 },
        new("batches of 64", Plain, TouchMode.First, MicroCalls.Batches, [64], 100, 600) { Threads = 2 },
        new("cached, drawn of some", Plain, TouchMode.First, MicroCalls.Drawn, [16, 1024], 30_000, 300) { Threads = 2 },
        new("cached, drawn of many", Plain, TouchMode.First, MicroCalls.Drawn, [16, 1024], 30_000, 4_000) { Threads = 2 },
    ];

    private static IEnumerable<MicroTraceDeclaration> Central() =>
    [
        new("large batches of 64", Plain, TouchMode.First, MicroCalls.Batches, [64], 8, 9_000),
        new("by twos, 64", SmallBatches, TouchMode.First, MicroCalls.Batches, [64], 20, 2_000),
        new("by 512, 64", LargeBatches, TouchMode.First, MicroCalls.Batches, [64], 8, 9_000),
        new("by 512, drawn of many", LargeBatches, TouchMode.First, MicroCalls.Drawn, [16, 1024], 20_000, 4_000),
        new("by twos, drawn of many", SmallBatches, TouchMode.First, MicroCalls.Drawn, [16, 1024], 20_000, 4_000),
        new("batches of 1024", Plain, TouchMode.First, MicroCalls.Batches, [1024], 20, 800),
        new("batches of 8 KiB", Plain, TouchMode.First, MicroCalls.Batches, [8 * Kib], 30, 200),
        new("batches of 64 KiB", SmallCaches, TouchMode.First, MicroCalls.Batches, [64 * Kib], 60, 50),
        new("small caches, 16 KiB", SmallCaches, TouchMode.First, MicroCalls.Batches, [16 * Kib], 60, 100),
        new("small caches, drawn", SmallCaches, TouchMode.First, MicroCalls.Drawn, [1 * Kib, 16 * Kib], 15_000, 300),
    ];

    private static IEnumerable<MicroTraceDeclaration> Large() =>
    [
        new("pairs of 512 KiB", Plain, TouchMode.First, MicroCalls.Pairs, [512 * Kib], 20_000),
        new("large, ten in turn", Plain, TouchMode.First, MicroCalls.Batches, [300 * Kib, 600 * Kib, 2048 * Kib], 300, 10),
        new("large, drawn", Plain, TouchMode.First, MicroCalls.Drawn, [260 * Kib, 900 * Kib], 10_000, 30),
        new("drawn to 128 KiB", Plain, TouchMode.First, MicroCalls.Drawn, [16 * Kib, 128 * Kib], 15_000, 40),
        new("drawn to 128 KiB, small caches", SmallCaches, TouchMode.First, MicroCalls.Drawn, [16 * Kib, 128 * Kib], 15_000, 40),
        new("released often", ReleaseOften, TouchMode.First, MicroCalls.Pairs, [512 * Kib], 600),
        new("decommitted", Aggressive, TouchMode.First, MicroCalls.Pairs, [512 * Kib], 600),
        new("decommitted, written", Aggressive, TouchMode.Size, MicroCalls.Pairs, [512 * Kib], 40),
    ];

    private static IEnumerable<MicroTraceDeclaration> Growing() =>
    [
        new("growing by 512 KiB", Plain, TouchMode.First, MicroCalls.Grow, [512 * Kib], 300),
        new("growing by 2 MiB", Plain, TouchMode.First, MicroCalls.Grow, [2048 * Kib], 200),
        new("growing by 512 KiB, written", Plain, TouchMode.Size, MicroCalls.Grow, [512 * Kib], 60),
    ];

    private static IEnumerable<MicroTraceDeclaration> Threads() =>
    [
        new("a thread's life", Plain, TouchMode.First, MicroCalls.Pairs, [64], 1),
        new("handed over", Plain, TouchMode.First, MicroCalls.HandOver, [64], 10_000),
        new("handed over by the ten", Plain, TouchMode.First, MicroCalls.HandOverMany, [64], 1_500, 10),
        new("handed over by the hundred", Plain, TouchMode.First, MicroCalls.HandOverMany, [64], 200, 100),
        new("by the hundred, 1 KiB", Plain, TouchMode.First, MicroCalls.HandOverMany, [1024], 200, 100),
    ];
}
