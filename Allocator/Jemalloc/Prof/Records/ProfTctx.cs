namespace AllocSim.Allocator.Jemalloc.Prof.Records;

/// <summary>A thread's samples of one backtrace. (prof_tctx_t)</summary>
internal sealed class ProfTctx
{
    /// <summary>Bytes of the record.</summary>
    public const ulong Bytes = 200;

    /// <summary>Where it lies.</summary>
    public ulong Address;

    /// <summary>The thread's record.</summary>
    public ProfTdata Tdata = null!;

    /// <summary>The backtrace.</summary>
    public ProfGctx Gctx = null!;

    /// <summary>Number of the thread.</summary>
    public ulong ThreadUid;

    /// <summary>Which record of that thread it was made under.</summary>
    public ulong ThreadDiscrim;

    /// <summary>Its number among those made under that record.</summary>
    public ulong Uid;

    /// <summary>Recent allocations and frees that name it.</summary>
    public ulong RecentCount;

    /// <summary>Between the choice of an allocation and its being counted.</summary>
    public bool IsPrepared;

    /// <summary>What was counted.</summary>
    public ProfCounts Counts;

    /// <summary>The order in which a dump lists a backtrace's threads. (prof_tctx_comp)</summary>
    public static int Compare(ProfTctx one, ProfTctx other) => (one.ThreadUid, one.ThreadDiscrim, one.Uid).CompareTo((other.ThreadUid, other.ThreadDiscrim, other.Uid));
}
