namespace AllocSim.Allocator.Jemalloc.Pages;

/// <summary>How a version goes about purging, where versions differ.</summary>
/// <param name="SkipsEmptyPurge">A purge of no pages ends before the lock of decay is let go and taken again.</param>
/// <param name="SkipsIdleMuzzy">Decay of muzzy pages is not looked at where there are none and none decay.</param>
/// <param name="RemembersLimit">A background thread purges down to the limit of the last epoch's begin, not to what the backlog allows now.</param>
/// <param name="KeepsOversizeWithoutDecay">Where pages never decay, oversize extents too are kept.</param>
/// <param name="ChecksBackgroundAfterPurge">After a purge for want of decay, the background thread is also told of what came in.</param>
/// <param name="TellsOfMuzzy">The background thread is told of extents that became muzzy.</param>
/// <param name="PurgesLeftArenas">An arena that its last thread is moved away from is purged.</param>
/// <param name="AlwaysAsksMuzzy">Muzzy extents are asked for also where there can be none.</param>
/// <param name="PurgesWhenCacheGoes">When a cache ends, decay is looked at in arena 0 and in the cache's arena.</param>
internal sealed record PurgeHabits(
    bool SkipsEmptyPurge,
    bool SkipsIdleMuzzy,
    bool RemembersLimit,
    bool KeepsOversizeWithoutDecay,
    bool ChecksBackgroundAfterPurge,
    bool TellsOfMuzzy,
    bool PurgesLeftArenas,
    bool AlwaysAsksMuzzy,
    bool PurgesWhenCacheGoes)
{
    /// <summary>Where there are background threads, oversize extents, the arena for them and arenas that their last thread is moved away from are left to these, too.</summary>
    public bool LeavesToBackground { get; init; }
}
