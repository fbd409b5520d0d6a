using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Locks;
using CsvHelper;

namespace AllocSim.Reports.Contention;

/// <summary>One mutex over the whole run: a row of mutexes.csv. Names and counters are those of the library's controls.</summary>
[CsvRecord]
public sealed partial record MutexRow
{
    /// <summary>What the library's controls call it; the shards of a bin are one.</summary>
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

    /// <summary>Acquisitions by another thread than the one before.</summary>
    [CsvColumn("num_owner_switch")]
    public ulong NumOwnerSwitch { get; init; }

    /// <summary>Time blocked, nanoseconds; spinning is not part of it.</summary>
    [CsvColumn("total_wait_time")]
    public ulong TotalWaitTime { get; init; }

    /// <summary>Longest time blocked, nanoseconds.</summary>
    [CsvColumn("max_wait_time")]
    public ulong MaxWaitTime { get; init; }

    /// <summary>Most threads blocked at once.</summary>
    [CsvColumn("max_num_thds")]
    public uint MaxNumThds { get; init; }

    /// <summary>Time from asking to having, spinning and blocked.</summary>
    [CsvColumn("waited_ns")]
    public long WaitedNs { get; init; }

    /// <summary>Its share of the time that threads waited for any mutex.</summary>
    [CsvColumn("wait_share")]
    public double WaitShare { get; init; }

    /// <summary>Time held.</summary>
    [CsvColumn("held_ns")]
    public long HeldNs { get; init; }

    /// <summary>Time held by the run's length; shards add up.</summary>
    [CsvColumn("utilisation")]
    public double Utilisation { get; init; }

    /// <summary>The rows of a serial run, in which nobody waits: acquisitions and changes of owner are exact, the rest is 0.</summary>
    public static IReadOnlyList<MutexRow> FromSerial(IEnumerable<NamedMutexes> named)
        => [.. named.Select(each => FromProfile(each.Name, Sum(each))).Where(row => row.NumOps > 0)];

    /// <summary>The rows of a run: mutexes that were used, in the order of the library's report.</summary>
    /// <param name="named">The mutexes.</param>
    /// <param name="kernel">The run.</param>
    /// <param name="simulatedNs">Its length.</param>
    public static IReadOnlyList<MutexRow> From(IEnumerable<NamedMutexes> named, ContentionKernel kernel, long simulatedNs)
    {
        double allWaits = Math.Max(1, kernel.Locks.Sum(each => each.WaitNs));
        List<MutexRow> rows = [];
        foreach (NamedMutexes each in named)
        {
            MutexProfile profile = Sum(each);
            if (profile.NumOps == 0)
            {
                continue;
            }

            ContendedLock[] locks = [.. each.Mutexes.Where(mutex => mutex.Tag >= 0).Select(mutex => kernel.Locks[mutex.Tag])];
            long waited = locks.Sum(l => l.WaitNs);
            long held = locks.Sum(l => l.HoldNs);
            rows.Add(FromProfile(each.Name, profile) with
            {
                WaitedNs = waited,
                WaitShare = waited / allWaits,
                HeldNs = held,
                Utilisation = simulatedNs == 0 ? 0 : (double)held / simulatedNs,
            });
        }

        return rows;
    }

    private static MutexProfile Sum(NamedMutexes named)
    {
        MutexProfile profile = default;
        foreach (SimMutex mutex in named.Mutexes)
        {
            profile.Add(mutex.Profile);
        }

        return profile;
    }

    private static MutexRow FromProfile(string name, in MutexProfile profile) => new()
    {
        Mutex = name,
        NumOps = profile.NumOps,
        NumWait = profile.NumWait,
        NumSpinAcq = profile.NumSpinAcq,
        NumOwnerSwitch = profile.NumOwnerSwitch,
        TotalWaitTime = profile.TotalWaitTimeNs,
        MaxWaitTime = profile.MaxWaitTimeNs,
        MaxNumThds = profile.MaxNumThds,
    };
}
