namespace AllocSim.Allocator.Jemalloc.Tables.Snapshots;

/// <summary>Unused pages of an arena at one instant, what decay allows of them, and what it has purged so far.</summary>
internal struct DecaySnapshot
{
    /// <summary>A limit that is none: pages of this kind never decay.</summary>
    public const ulong NoLimit = ulong.MaxValue;

    /// <summary>The arena.</summary>
    public int Arena;

    /// <summary>Unused pages that are still backed.</summary>
    public ulong DirtyPages;

    /// <summary>Dirty pages that the decay curve allows now, or <see cref="NoLimit"/>.</summary>
    public ulong DirtyLimitPages;

    /// <summary>Unused pages given to the kernel lazily.</summary>
    public ulong MuzzyPages;

    /// <summary>Muzzy pages that the decay curve allows now, or <see cref="NoLimit"/>.</summary>
    public ulong MuzzyLimitPages;

    /// <summary>Dirty pages purged so far. (dirty_purged)</summary>
    public ulong DirtyPurgedPages;

    /// <summary>Muzzy pages purged so far. (muzzy_purged)</summary>
    public ulong MuzzyPurgedPages;

    /// <summary>Times that dirty pages were purged. (dirty_npurge)</summary>
    public ulong DirtyPurges;

    /// <summary>Times that muzzy pages were purged. (muzzy_npurge)</summary>
    public ulong MuzzyPurges;

    /// <summary>Extents given back by purges, both kinds. (dirty_nmadvise, muzzy_nmadvise)</summary>
    public ulong MadviseCalls;

    /// <summary>Adds another arena's; the sum of limits has a limit only when both have one.</summary>
    public void Add(in DecaySnapshot other)
    {
        DirtyPages += other.DirtyPages;
        DirtyLimitPages = Sum(DirtyLimitPages, other.DirtyLimitPages);
        MuzzyPages += other.MuzzyPages;
        MuzzyLimitPages = Sum(MuzzyLimitPages, other.MuzzyLimitPages);
        DirtyPurgedPages += other.DirtyPurgedPages;
        MuzzyPurgedPages += other.MuzzyPurgedPages;
        DirtyPurges += other.DirtyPurges;
        MuzzyPurges += other.MuzzyPurges;
        MadviseCalls += other.MadviseCalls;
    }

    private static ulong Sum(ulong limit, ulong other) => limit == NoLimit || other == NoLimit ? NoLimit : limit + other;
}
