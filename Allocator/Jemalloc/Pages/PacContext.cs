using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Versions;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Pages;

/// <summary>What the page allocators of all arenas share.</summary>
internal sealed record PacContext(SimMachine Machine, SizeClasses Sizes, EdataTable Table, Emap Emap, PageHooks Hooks, San San, RecordSizes Records, JemallocVersion Version);
