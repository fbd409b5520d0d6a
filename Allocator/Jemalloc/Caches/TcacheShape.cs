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
internal sealed record TcacheShape(Func<SizeClasses, JemallocOptions, ulong> MaxClass, Func<SizeClasses, ulong> Alignment, ulong GuardSlots, bool FlushesOldestFirst, Func<SizeClasses, int> GcRequests, bool CountsBeforeLook, bool AlwaysLocksLarge)
{
    /// <summary>Most objects that a flush looks up and gives back in one go.</summary>
    public int FlushBatch { get; init; } = int.MaxValue;

    /// <summary>The record of an explicit cache lies before its slots, not behind them.</summary>
    public bool IsRecordFirst { get; init; }

    /// <summary>A flush first puts the objects of the first one's owner to the front, each in exchange for what lies there; otherwise it leaves those of others in their order.</summary>
    public bool GathersOwners { get; init; }

    /// <summary>A request of a large class that the cache could not serve counts as one that it served.</summary>
    public bool CountsLargeMisses { get; init; }

    /// <summary>What collects caches.</summary>
    public Func<CollectorParts, TcacheCollector> Collector { get; init; } = parts => new OneBinCollector(parts.Sizes, parts.Flusher);
}
