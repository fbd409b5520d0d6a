using AllocSim.Allocator.Jemalloc.Arenas;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Huge;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Checks;

/// <summary>The parts of a heap that a check reads, between two operations.</summary>
/// <param name="Machine">The machine below.</param>
/// <param name="Sizes">Size classes.</param>
/// <param name="Table">All extent records.</param>
/// <param name="Rtree">The page map.</param>
/// <param name="Hooks">What was asked of the system.</param>
/// <param name="Hpa">Where page slabs come from; null without the huge page allocator.</param>
/// <param name="Arenas">The arenas that exist, by index.</param>
/// <param name="Threads">The threads that ever called.</param>
/// <param name="Caches">The caches in use, of threads and explicit ones.</param>
internal sealed record AuditedHeap(
    SimMachine Machine,
    SizeClasses Sizes,
    EdataTable Table,
    Rtree Rtree,
    PageHooks Hooks,
    HpaCentral? Hpa,
    IReadOnlyList<Arena> Arenas,
    IReadOnlyList<Tsd> Threads,
    IReadOnlyList<Tcache> Caches)
{
    /// <summary>Whether an extent is in use for objects, rather than in the small extent cache.</summary>
    public bool IsInUse(in Edata edata) => edata.State == ExtentState.Active && edata.Szind != Sizes.Count;

    /// <summary>Whether an extent is a slab in use.</summary>
    public bool IsSlab(in Edata edata) => IsInUse(edata) && edata.IsSlab;

    /// <summary>Whether an extent is a slab cut out of a bump region: it has one guard page, behind it. All others that are guarded have two.</summary>
    public bool IsFromRegion(in Edata edata) => edata is { IsGuarded: true, IsSlab: true } && Hooks.Retain;

    /// <summary>Bytes of an extent's guard pages.</summary>
    public ulong GuardBytesOf(in Edata edata) => !edata.IsGuarded ? 0 : (IsFromRegion(edata) ? 1UL : 2) << Sizes.LgPage;

    /// <summary>How a message names an extent.</summary>
    public string Describe(int id)
    {
        ref Edata edata = ref Table[id];
        return $"the {edata.State} extent {id} at 0x{edata.Address:x} of {edata.Size} bytes (arena {edata.Arena}, size class {edata.Szind})";
    }
}
