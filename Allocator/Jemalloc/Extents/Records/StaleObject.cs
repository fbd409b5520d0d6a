using System.Diagnostics.CodeAnalysis;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Jemalloc.Extents.Records;

/// <summary>An object that is given back or resized although its extent is in no use any more, or in another.</summary>
/// <remarks>Only a cache can bring one: its arena was reset or destroyed in the meantime. The real library writes over its own records there, and mostly ends the program.</remarks>
internal static class StaleObject
{
    /// <summary>Ends the run in one line.</summary>
    /// <param name="operation">The operation under way.</param>
    /// <param name="address">The object, or the first byte of its extent.</param>
    [DoesNotReturn]
    public static void Refuse(long operation, ulong address) => throw new TraceFormatException(
        $"operation {operation} frees or resizes 0x{address:x}, where no object of its size is in use: an arena was reset or destroyed while a cache held its objects, or sdallocx was told a wrong size; the real library breaks its own records here. Flush caches before (thread.tcache.flush, tcache.flush), or lead an arena's objects past them (MALLOCX_TCACHE_NONE)");
}
