using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <summary>The parts of a heap that are looked at from outside.</summary>
/// <param name="Version">The library's version.</param>
/// <param name="Machine">The machine below.</param>
/// <param name="Sizes">Size classes.</param>
/// <param name="Records">Sizes of records.</param>
/// <param name="Table">Extent records.</param>
/// <param name="Map">The page map.</param>
/// <param name="Arenas">Arenas.</param>
/// <param name="Layout">How caches are laid out.</param>
/// <param name="Threads">State of each thread by number; those without a thread-local block were never started.</param>
/// <param name="Explicit">Explicit caches by index.</param>
internal sealed record HeapView(string Version, SimMachine Machine, SizeClasses Sizes, RecordSizes Records, EdataTable Table, Rtree Map, ArenaTable Arenas, TcacheLayout Layout, IReadOnlyList<Tsd> Threads, IReadOnlyList<Tcache?> Explicit)
{
    /// <summary>How the bit word of an extent's record is divided.</summary>
    public required RecordBits Bits { get; init; }

    /// <summary>The arenas that there are, by index.</summary>
    public IEnumerable<Arena> EachArena() => Enumerable.Range(0, Arenas.Count).Select(Arenas.TryGet).OfType<Arena>();
}
