using CsvHelper;

namespace AllocSim.Reports.Contention;

/// <summary>One mutex in one window of time: a row of mutexes_timeline.csv. Mutexes that were not used in a window have no row.</summary>
[CsvRecord]
public sealed partial record MutexWindowRow
{
    /// <summary>Beginning of the window, nanoseconds of simulated time.</summary>
    [CsvColumn("time_ns")]
    public long TimeNs { get; init; }

    /// <summary>Length of the window.</summary>
    [CsvColumn("window_ns")]
    public long WindowNs { get; init; }

    /// <summary>The mutex.</summary>
    [CsvColumn("mutex")]
    public string Mutex { get; init; } = "";

    /// <summary>Acquisitions.</summary>
    [CsvColumn("num_ops")]
    public ulong NumOps { get; init; }

    /// <summary>Acquisitions that blocked.</summary>
    [CsvColumn("num_wait")]
    public ulong NumWait { get; init; }

    /// <summary>Acquisitions that spun.</summary>
    [CsvColumn("num_spin_acq")]
    public ulong NumSpinAcq { get; init; }

    /// <summary>Changes of owner.</summary>
    [CsvColumn("num_owner_switch")]
    public ulong NumOwnerSwitch { get; init; }

    /// <summary>Time blocked, nanoseconds, counted when it ends.</summary>
    [CsvColumn("total_wait_time")]
    public ulong TotalWaitTime { get; init; }

    /// <summary>Time from asking to having, spinning and blocked, counted when it ends.</summary>
    [CsvColumn("waited_ns")]
    public long WaitedNs { get; init; }

    /// <summary>Time held, counted when it ends.</summary>
    [CsvColumn("held_ns")]
    public long HeldNs { get; init; }

    /// <summary>Time that threads waited within the window, each for itself: by the window's length, the threads that waited on average.</summary>
    [CsvColumn("waiting_area_ns")]
    public long WaitingAreaNs { get; init; }

    /// <summary>Threads that waited for it at the end of the window.</summary>
    [CsvColumn("waiting_threads")]
    public int WaitingThreads { get; init; }
}
