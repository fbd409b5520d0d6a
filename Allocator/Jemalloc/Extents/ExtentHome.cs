using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Extents;

/// <summary>What the work on extents needs of the arena that it is done for.</summary>
/// <param name="ArenaIndex">The arena, as it stands in its extents' records.</param>
/// <param name="Retained">Its unused address space.</param>
/// <param name="GrowMutex">Held while address space is obtained.</param>
/// <param name="Stats">Its counters.</param>
/// <param name="MayForceDecay">Whether large extents may be purged ahead of time; asked only of those past the threshold.</param>
internal sealed record ExtentHome(int ArenaIndex, Ecache Retained, SimMutex GrowMutex, PacStats Stats, Func<bool> MayForceDecay);
