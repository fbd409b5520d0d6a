namespace AllocSim.Allocator.Jemalloc.Locks;

/// <summary>The order in which a thread takes mutexes: ascending. Checked in contended runs.</summary>
/// <remarks>
/// One order serves all releases: 5.1.0 and 5.2.1 have some of these ranks, under other numbers but in the same order, and 5.3.1 has those of 5.3.0 (a test holds the four lists).
/// Source: jemalloc 5.1.0 to 5.3.1, `include/jemalloc/internal/witness.h`.
/// </remarks>
internal static class MutexRank
{
    /// <summary>The controls.</summary>
    public const int Ctl = 2;

    /// <summary>Explicit caches.</summary>
    public const int Tcaches = 3;

    /// <summary>The table of arenas.</summary>
    public const int Arenas = 4;

    /// <summary>Start and stop of background threads.</summary>
    public const int BackgroundThreadGlobal = 5;

    /// <summary>A dump of the heap profiler.</summary>
    public const int ProfDump = 6;

    /// <summary>The profiler's table of backtraces.</summary>
    public const int ProfBacktraces = 7;

    /// <summary>The profiler's list of threads.</summary>
    public const int ProfTdatas = 8;

    /// <summary>A thread's record of the profiler.</summary>
    public const int ProfTdata = 9;

    /// <summary>The profiler's log.</summary>
    public const int ProfLog = 10;

    /// <summary>A backtrace's record of the profiler.</summary>
    public const int ProfGctx = 11;

    /// <summary>A dump of the profiler's recent allocations.</summary>
    public const int ProfRecentDump = 12;

    /// <summary>A background thread.</summary>
    public const int BackgroundThread = 13;

    /// <summary>Decay of one kind of pages.</summary>
    public const int Decay = 14;

    /// <summary>The caches that an arena fills.</summary>
    public const int TcacheList = 15;

    /// <summary>A shard of the small extent cache.</summary>
    public const int SecShard = 16;

    /// <summary>Obtaining address space, also for huge pages and for guarded slabs.</summary>
    public const int ExtentGrow = 17;

    /// <summary>A set of unused extents, or the huge pages of an arena.</summary>
    public const int Extents = 18;

    /// <summary>Growth of the huge page allocator's common part.</summary>
    public const int HpaCentralGrow = 19;

    /// <summary>The huge page allocator's common part.</summary>
    public const int HpaCentral = 20;

    /// <summary>Spare extent records.</summary>
    public const int EdataCache = 21;

    /// <summary>Metadata.</summary>
    public const int Base = 23;

    /// <summary>Large objects of a manual arena.</summary>
    public const int ArenaLarge = 24;

    /// <summary>Mutexes under which no other is taken.</summary>
    public const int Leaf = 4096;

    /// <summary>A bin.</summary>
    public const int Bin = 4096;
}
