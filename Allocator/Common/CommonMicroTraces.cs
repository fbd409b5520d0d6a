using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Common;

/// <summary>Micro-traces of a calibration that tell as much of one allocator as of another.</summary>
internal static class CommonMicroTraces
{
    private const ulong Kib = 1024;

    /// <summary>A heap that grows, with default options.</summary>
    public static IReadOnlyList<MicroTraceDeclaration> Growing { get; } =
    [
        new("growing by 64", "", TouchMode.First, MicroCalls.Grow, [64], 60_000),
        new("growing by 16", "", TouchMode.First, MicroCalls.Grow, [16], 60_000),
        new("growing by 1536", "", TouchMode.First, MicroCalls.Grow, [1536], 4_000),
        new("growing by 16 KiB", "", TouchMode.First, MicroCalls.Grow, [16 * Kib], 3_000),
    ];

    /// <summary>realloc in place and by moving, and calloc, with default options.</summary>
    public static IReadOnlyList<MicroTraceDeclaration> Resizing { get; } =
    [
        new("realloc in place", "", TouchMode.First, MicroCalls.Resize, [97, 112], 40_000) { Threads = 2 },
        new("realloc of some 100 bytes", "", TouchMode.First, MicroCalls.Resize, [100, 300], 40_000) { Threads = 2 },
        new("realloc of 4 and 16 KiB", "", TouchMode.First, MicroCalls.Resize, [4 * Kib, 16 * Kib], 8_000) { Threads = 2 },
        new("calloc of 512", "", TouchMode.First, MicroCalls.CallocPairs, [512], 40_000) { Threads = 2 },
        new("calloc of 14 KiB", "", TouchMode.First, MicroCalls.CallocPairs, [14 * Kib], 8_000) { Threads = 2 },
    ];
}
