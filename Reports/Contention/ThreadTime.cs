namespace AllocSim.Reports.Contention;

/// <summary>Where the time of all threads of the program together went, background threads of the allocator left out.</summary>
/// <param name="Threads">How many there are.</param>
/// <param name="WholeNs">From each thread's start to its end.</param>
/// <param name="RunningNs">Computing on a CPU.</param>
/// <param name="LocksNs">From asking for locks to having them.</param>
/// <param name="ObjectsNs">Waiting for objects that other threads had yet to make.</param>
/// <param name="ReadyNs">Waiting for a CPU.</param>
public sealed record ThreadTime(int Threads, long WholeNs, long RunningNs, long LocksNs, long ObjectsNs, long ReadyNs)
{
    /// <summary>What is left: the program's own pauses between its calls.</summary>
    public long PausesNs => Math.Max(0, WholeNs - RunningNs - LocksNs - ObjectsNs - ReadyNs);

    /// <summary>Adds threads up.</summary>
    public static ThreadTime Of(IEnumerable<ThreadRow> rows)
    {
        ThreadRow[] threads = [.. rows.Where(row => row.Thread >= 0)];
        return new ThreadTime(
            threads.Length,
            threads.Sum(row => row.EndNs - row.StartNs),
            threads.Sum(row => row.RunningNs),
            threads.Sum(row => row.LockWaitNs),
            threads.Sum(row => row.ObjectWaitNs),
            threads.Sum(row => row.ReadyNs));
    }
}
