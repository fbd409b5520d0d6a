using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Prof.Records;

/// <summary>The profiler's record of a thread; outlives the thread while samples of it live. (prof_tdata_t)</summary>
internal sealed class ProfTdata(ulong address, ulong threadUid, ulong threadDiscrim, SimMutex mutex, CuckooTable<ProfTctx> table)
{
    /// <summary>Bytes of the record.</summary>
    public const ulong Bytes = 1208;

    /// <summary>Where it lies.</summary>
    public ulong Address { get; } = address;

    /// <summary>Number of the thread, from 0 in the order in which threads came to the profiler.</summary>
    public ulong ThreadUid { get; } = threadUid;

    /// <summary>How many records the thread had before: prof.reset gives it a new one.</summary>
    public ulong ThreadDiscrim { get; } = threadDiscrim;

    /// <summary>One of the mutexes that all of them share.</summary>
    public SimMutex Mutex { get; } = mutex;

    /// <summary>The thread's samples by backtrace. (bt2tctx)</summary>
    public CuckooTable<ProfTctx> Tctxs { get; } = table;

    /// <summary>Whether the thread lives and uses it.</summary>
    public bool IsAttached { get; set; } = true;

    /// <summary>Made before the last prof.reset: dumps leave it out.</summary>
    public bool IsExpired { get; set; }

    /// <summary>Whether allocations of the thread are sampled. (thread.prof.active)</summary>
    public bool IsActive { get; set; }

    /// <summary>Number of the next <see cref="ProfTctx"/>.</summary>
    public ulong NextTctxUid { get; set; }

    /// <summary>Whether the thread is at the table of all backtraces: a dump that comes due waits until it is done.</summary>
    public bool IsEntered { get; set; }

    /// <summary>A dump by bytes allocated waits.</summary>
    public bool HasIntervalDump { get; set; }

    /// <summary>A dump by peak waits.</summary>
    public bool HasPeakDump { get; set; }

    /// <summary>The thread's name; null when it has none.</summary>
    public string? Name { get; set; }

    /// <summary>Where the name lies; 0 when there is none.</summary>
    public ulong NameAddress { get; set; }

    /// <summary>The sums of a dump.</summary>
    public ProfCounts Summed;

    /// <summary>The order of threads in dumps. (prof_tdata_comp)</summary>
    public static int Compare(ProfTdata one, ProfTdata other) => (one.ThreadUid, one.ThreadDiscrim).CompareTo((other.ThreadUid, other.ThreadDiscrim));
}
