namespace AllocSim.Simulator.Locks;

/// <summary>The counters of one mutex, or of several put together; the names are those of the tables.</summary>
public struct MutexProfile
{
    /// <summary>Times it was acquired. (num_ops)</summary>
    public ulong NumOps;

    /// <summary>Acquisitions that had to block after spinning. (num_wait)</summary>
    public ulong NumWait;

    /// <summary>Acquisitions that spinning sufficed for. (num_spin_acq)</summary>
    public ulong NumSpinAcq;

    /// <summary>Acquisitions by another thread than the one before. (num_owner_switch)</summary>
    public ulong NumOwnerSwitch;

    /// <summary>Time spent blocked, nanoseconds. (total_wait_time)</summary>
    public ulong TotalWaitTimeNs;

    /// <summary>Longest time spent blocked by one acquisition, nanoseconds. (max_wait_time)</summary>
    public ulong MaxWaitTimeNs;

    /// <summary>Most threads that were blocked at once. (max_num_thds)</summary>
    public uint MaxNumThds;

    /// <summary>Adds another's counts; the two maxima become the larger ones. (malloc_mutex_prof_accum, malloc_mutex_prof_merge)</summary>
    public void Add(in MutexProfile other)
    {
        TotalWaitTimeNs += other.TotalWaitTimeNs;
        MaxWaitTimeNs = Math.Max(MaxWaitTimeNs, other.MaxWaitTimeNs);
        NumWait += other.NumWait;
        NumSpinAcq += other.NumSpinAcq;
        MaxNumThds = Math.Max(MaxNumThds, other.MaxNumThds);
        NumOwnerSwitch += other.NumOwnerSwitch;
        NumOps += other.NumOps;
    }

    /// <summary>Every counter becomes the larger of the two. (malloc_mutex_prof_max_update)</summary>
    public void RaiseTo(in MutexProfile other)
    {
        TotalWaitTimeNs = Math.Max(TotalWaitTimeNs, other.TotalWaitTimeNs);
        MaxWaitTimeNs = Math.Max(MaxWaitTimeNs, other.MaxWaitTimeNs);
        NumWait = Math.Max(NumWait, other.NumWait);
        NumSpinAcq = Math.Max(NumSpinAcq, other.NumSpinAcq);
        MaxNumThds = Math.Max(MaxNumThds, other.MaxNumThds);
        NumOwnerSwitch = Math.Max(NumOwnerSwitch, other.NumOwnerSwitch);
        NumOps = Math.Max(NumOps, other.NumOps);
    }
}
