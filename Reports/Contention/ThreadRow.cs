using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Contention.Results;
using CsvHelper;
using ThreadState = AllocSim.Simulator.Contention.ThreadState;

namespace AllocSim.Reports.Contention;

/// <summary>Where a thread's time went: a row of threads.csv.</summary>
[CsvRecord]
public sealed partial record ThreadRow
{
    /// <summary>The thread's number in the trace; -1, -2, … for the background threads 0, 1, …</summary>
    [CsvColumn("thread")]
    public int Thread { get; init; }

    /// <summary>Operations; of a background thread its runs.</summary>
    [CsvColumn("operations")]
    public long Operations { get; init; }

    /// <summary>When it started.</summary>
    [CsvColumn("start_ns")]
    public long StartNs { get; init; }

    /// <summary>When it ended.</summary>
    [CsvColumn("end_ns")]
    public long EndNs { get; init; }

    /// <summary>Time in operations, waiting included.</summary>
    [CsvColumn("in_operations_ns")]
    public long InOperationsNs { get; init; }

    /// <summary>Time computing on a CPU, in operations and between them.</summary>
    [CsvColumn("running_ns")]
    public long RunningNs { get; init; }

    /// <summary>Time spinning on locks.</summary>
    [CsvColumn("spinning_ns")]
    public long SpinningNs { get; init; }

    /// <summary>Time blocked on locks.</summary>
    [CsvColumn("blocked_ns")]
    public long BlockedNs { get; init; }

    /// <summary>Time ready, waiting for a CPU.</summary>
    [CsvColumn("ready_ns")]
    public long ReadyNs { get; init; }

    /// <summary>From asking for locks to having them.</summary>
    [CsvColumn("lock_wait_ns")]
    public long LockWaitNs { get; init; }

    /// <summary>Waiting for objects that other threads had yet to make.</summary>
    [CsvColumn("object_wait_ns")]
    public long ObjectWaitNs { get; init; }

    /// <summary>Times that its CPU was taken from it.</summary>
    [CsvColumn("preemptions")]
    public long Preemptions { get; init; }

    /// <summary>The row of a thread.</summary>
    public static ThreadRow From(ThreadSummary summary)
    {
        SimThread thread = summary.Thread;
        return new ThreadRow
        {
            Thread = thread.Number,
            Operations = summary.Operations,
            StartNs = thread.StartedNs,
            EndNs = thread.EndedNs,
            InOperationsNs = summary.InOperationsNs,
            RunningNs = thread.NsIn(ThreadState.Running),
            SpinningNs = thread.NsIn(ThreadState.Spinning),
            BlockedNs = thread.NsIn(ThreadState.Blocked),
            ReadyNs = thread.NsIn(ThreadState.Ready),
            LockWaitNs = thread.LockWaitNs,
            ObjectWaitNs = summary.ObjectWaitNs,
            Preemptions = thread.Preemptions,
        };
    }
}
