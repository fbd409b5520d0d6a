using AllocSim.Allocator.Common;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Mimalloc.Contended;

/// <summary>The micro-traces of a calibration. Together they hold every fitted kind of cost in proportions of its own; each takes between some us and some ms.</summary>
internal static class MimallocMicroTraces
{
    private const ulong Kib = 1024;
    private const string Plain = "";
    private const string GiveBackAtOnce = "MIMALLOC_DECOMMIT_DELAY=0";
    private const string Reset = "MIMALLOC_PAGE_RESET=1";

    /// <summary>All of them, in the order of the report.</summary>
    public static IReadOnlyList<MicroTraceDeclaration> All { get; } = [.. Short(), .. Pages(), .. Large(), .. CommonMicroTraces.Growing, .. Growing(), .. CommonMicroTraces.Resizing, .. Threads()];

    private static IEnumerable<MicroTraceDeclaration> Short() =>
    [
        new("pairs of 64", Plain, TouchMode.First, MicroCalls.Pairs, [64], 60_000) { Threads = 2 },
        new("pairs of 64, one kept", Plain, TouchMode.First, MicroCalls.Kept, [64], 60_000) { Threads = 2 },
        new("tens", Plain, TouchMode.First, MicroCalls.Batches, [16, 64, 256, 1024], 1_500, 10) { Threads = 2 },
        new("batches of 64", Plain, TouchMode.First, MicroCalls.Batches, [64], 60, 1_000) { Threads = 2 },
        new("drawn of some", Plain, TouchMode.First, MicroCalls.Drawn, [16, 1024], 30_000, 300) { Threads = 2 },
        new("drawn of many", Plain, TouchMode.First, MicroCalls.Drawn, [16, 1024], 30_000, 4_000) { Threads = 2 },
    ];

    private static IEnumerable<MicroTraceDeclaration> Pages() =>
    [
        new("pairs of 1025, the long way", Plain, TouchMode.First, MicroCalls.Pairs, [1100], 40_000) { Threads = 2 },
        new("pairs of 8 KiB", Plain, TouchMode.First, MicroCalls.Pairs, [8 * Kib], 40_000) { Threads = 2 },
        new("batches of 2000", Plain, TouchMode.First, MicroCalls.Batches, [2000], 100, 100) { Threads = 2 },
        new("batches of 1024", Plain, TouchMode.First, MicroCalls.Batches, [1024], 30, 400) { Threads = 2 },
        new("batches of 8 KiB", Plain, TouchMode.First, MicroCalls.Batches, [8 * Kib], 100, 50) { Threads = 2 },
        new("many pages of 64", Plain, TouchMode.First, MicroCalls.Batches, [64], 8, 8_000) { Threads = 2 },
        new("two sizes of many pages", Plain, TouchMode.First, MicroCalls.Batches, [256, 400], 20, 600) { Threads = 2 },
        new("drawn of 1 to 8 KiB", Plain, TouchMode.First, MicroCalls.Drawn, [1 * Kib, 8 * Kib], 20_000, 300) { Threads = 2 },
    ];

    private static IEnumerable<MicroTraceDeclaration> Large() =>
    [
        new("pairs of 32 KiB", Plain, TouchMode.First, MicroCalls.Pairs, [32 * Kib], 20_000) { Threads = 2 },
        new("pairs of 200 KiB", Plain, TouchMode.First, MicroCalls.Pairs, [200 * Kib], 10_000) { Threads = 2 },
        new("tens of 100 KiB", Plain, TouchMode.First, MicroCalls.Batches, [100 * Kib], 1_000, 10) { Threads = 2 },
        new("large, three in turn", Plain, TouchMode.First, MicroCalls.Batches, [100 * Kib, 300 * Kib, 180 * Kib], 400, 10) { Threads = 2 },
        new("large, drawn", Plain, TouchMode.First, MicroCalls.Drawn, [16 * Kib, 128 * Kib], 15_000, 40) { Threads = 2 },
        new("huge pairs", Plain, TouchMode.First, MicroCalls.Pairs, [20 * 1024 * Kib], 300),
        new("given back at once", GiveBackAtOnce, TouchMode.First, MicroCalls.Batches, [100 * Kib], 100, 10),
        new("given back at once, written", GiveBackAtOnce, TouchMode.Size, MicroCalls.Batches, [100 * Kib], 40, 10),
        new("reset", Reset, TouchMode.First, MicroCalls.Batches, [100 * Kib], 100, 10),
        new("reset, written", Reset, TouchMode.Size, MicroCalls.Batches, [100 * Kib], 40, 10),
    ];

    private static IEnumerable<MicroTraceDeclaration> Growing() =>
    [
        new("growing by 256 KiB", Plain, TouchMode.First, MicroCalls.Grow, [256 * Kib], 600),
        new("growing by 256 KiB, written", Plain, TouchMode.Size, MicroCalls.Grow, [256 * Kib], 100),
        new("growing by 18 MiB", Plain, TouchMode.First, MicroCalls.Grow, [18 * 1024 * Kib], 60),
    ];

    private static IEnumerable<MicroTraceDeclaration> Threads() =>
    [
        new("a thread's life", Plain, TouchMode.First, MicroCalls.Pairs, [64], 1),
        new("handed over", Plain, TouchMode.First, MicroCalls.HandOver, [64], 10_000),
        new("handed over, 4 KiB", Plain, TouchMode.First, MicroCalls.HandOver, [4 * Kib], 10_000),
        new("handed over by the ten", Plain, TouchMode.First, MicroCalls.HandOverMany, [64], 1_500, 10),
        new("handed over by the hundred", Plain, TouchMode.First, MicroCalls.HandOverMany, [64], 200, 100),
        new("by the hundred, 1 KiB", Plain, TouchMode.First, MicroCalls.HandOverMany, [1024], 200, 100),
        new("streamed", Plain, TouchMode.First, MicroCalls.Stream, [64], 200, 100),
        new("streamed, 1 KiB", Plain, TouchMode.First, MicroCalls.Stream, [1024], 200, 100),
    ];
}
