using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Sizes;

namespace AllocSim.Allocator.Jemalloc.Caches;

/// <summary>How the caches of a version are laid out, where versions differ.</summary>
/// <param name="MaxClass">Largest size that is cached, bytes.</param>
/// <param name="Alignment">What the slots are aligned to, bytes.</param>
/// <param name="GuardSlots">Slots that hold nothing, at the ends.</param>
/// <param name="FlushesOldestFirst">Of what is flushed, the longest cached object is given back first; otherwise last.</param>
/// <param name="GcRequests">Requests between two steps of garbage collection; 0 where that goes by bytes.</param>
/// <param name="CountsBeforeLook">Where it goes by requests, the fast paths count a request before they look into the cache.</param>
/// <param name="AlwaysLocksLarge">A flush of large objects takes its arena's lock of them also where the arena keeps no list of them.</param>
internal sealed record TcacheShape(Func<SizeClasses, JemallocOptions, ulong> MaxClass, Func<SizeClasses, ulong> Alignment, ulong GuardSlots, bool FlushesOldestFirst, Func<SizeClasses, int> GcRequests, bool CountsBeforeLook, bool AlwaysLocksLarge);
