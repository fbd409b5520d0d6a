using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Caches;

/// <summary>What a collector of caches is made of.</summary>
/// <param name="Sizes">The size classes.</param>
/// <param name="Options">The options.</param>
/// <param name="Flusher">Gives objects back.</param>
/// <param name="Table">The records of extents.</param>
/// <param name="Machine">The machine, for its clock.</param>
internal sealed record CollectorParts(SizeClasses Sizes, JemallocOptions Options, TcacheFlusher Flusher, EdataTable Table, SimMachine Machine);
