using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>The profiler's mutexes.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/prof.c` prof_boot2, `prof_data.c`, `prof_log.c`, `prof_recent.c`; ranks: `witness.h`.</remarks>
internal sealed class ProfMutexes
{
    private const int GctxCount = 1024;
    private const int TdataCount = 256;

    /// <summary>Bytes of a mutex. (malloc_mutex_t)</summary>
    public const ulong Bytes = 112;

    private readonly SimMutex[] _gctxs;
    private readonly SimMutex[] _tdatas;
    private uint _gctxsMade;

    /// <summary>All of them.</summary>
    public ProfMutexes(ILockRecorder? recorder)
    {
        Backtraces = new SimMutex("prof", MutexRank.ProfBacktraces, recorder);
        Tdatas = new SimMutex("prof_thds_data", MutexRank.ProfTdatas, recorder);
        Dump = new SimMutex("prof_dump", MutexRank.ProfDump, recorder);
        RecentAlloc = new SimMutex("prof_recent_alloc", MutexRank.Leaf, recorder);
        RecentDump = new SimMutex("prof_recent_dump", MutexRank.ProfRecentDump, recorder);
        Stats = new SimMutex("prof_stats", MutexRank.Leaf, recorder);
        Active = new SimMutex("prof_active", MutexRank.Leaf, recorder);
        ThreadActiveInit = new SimMutex("prof_thread_active_init", MutexRank.Leaf, recorder);
        PeakDumps = new SimMutex("prof_gdump", MutexRank.Leaf, recorder);
        NextThreadUid = new SimMutex("prof_next_thr_uid", MutexRank.Leaf, recorder);
        DumpFilename = new SimMutex("prof_dump_filename", MutexRank.Leaf, recorder);
        Log = new SimMutex("prof_log", MutexRank.ProfLog, recorder);
        _gctxs = Make(GctxCount, "prof_gctx", MutexRank.ProfGctx, recorder);
        _tdatas = Make(TdataCount, "prof_tdata", MutexRank.ProfTdata, recorder);
    }

    /// <summary>Bytes of the array that backtraces share.</summary>
    public static ulong GctxArrayBytes => GctxCount * Bytes;

    /// <summary>Bytes of the array that threads share.</summary>
    public static ulong TdataArrayBytes => TdataCount * Bytes;

    /// <summary>Those that statistics report, in the order of the report.</summary>
    public IReadOnlyList<SimMutex> Reported => [Backtraces, Tdatas, Dump, RecentAlloc, RecentDump, Stats];

    /// <summary>Those that they do not report, but for the shared ones.</summary>
    public IReadOnlyList<SimMutex> Others => [Active, ThreadActiveInit, PeakDumps, NextThreadUid, DumpFilename, Log];

    /// <summary>The table of all backtraces. (bt2gctx_mtx)</summary>
    public SimMutex Backtraces { get; }

    /// <summary>The list of all threads. (tdatas_mtx)</summary>
    public SimMutex Tdatas { get; }

    /// <summary>One dump at a time. (prof_dump_mtx)</summary>
    public SimMutex Dump { get; }

    /// <summary>Recent allocations.</summary>
    public SimMutex RecentAlloc { get; }

    /// <summary>Dumps of those.</summary>
    public SimMutex RecentDump { get; }

    /// <summary>Samples by size class.</summary>
    public SimMutex Stats { get; }

    /// <summary>prof.active.</summary>
    public SimMutex Active { get; }

    /// <summary>prof.thread_active_init.</summary>
    public SimMutex ThreadActiveInit { get; }

    /// <summary>prof.gdump.</summary>
    public SimMutex PeakDumps { get; }

    /// <summary>Numbers of threads.</summary>
    public SimMutex NextThreadUid { get; }

    /// <summary>Names of dumps.</summary>
    public SimMutex DumpFilename { get; }

    /// <summary>The log of samples, also asked when nothing is logged.</summary>
    public SimMutex Log { get; }

    /// <summary>The mutexes of single backtraces.</summary>
    public IReadOnlyList<SimMutex> OfGctxs => _gctxs;

    /// <summary>The mutexes of single threads.</summary>
    public IReadOnlyList<SimMutex> OfTdatas => _tdatas;

    /// <summary>The mutex of a thread.</summary>
    public SimMutex OfTdata(ulong threadUid) => _tdatas[threadUid % TdataCount];

    /// <summary>The mutex of the next backtrace; the first one gets the last.</summary>
    public SimMutex OfNextGctx() => _gctxs[unchecked(_gctxsMade++ - 1) % GctxCount];

    private static SimMutex[] Make(int count, string name, int rank, ILockRecorder? recorder) =>
        Enumerable.Range(0, count).Select(_ => new SimMutex(name, rank, recorder)).ToArray();
}
