using AllocSim.Allocator.Jemalloc.Prof;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Ctl.Targets;

/// <summary>The heap profiler, when it is on, as the controls see it.</summary>
public interface ICtlProfiler
{
    /// <summary>The mutexes that statistics report, in the order of the report.</summary>
    IReadOnlyList<SimMutex> Mutexes { get; }

    /// <summary>log2 of the mean number of bytes between two samples. (lg_prof_sample)</summary>
    ulong LgSample { get; }

    /// <summary>Bytes allocated between two dumps; 0 for none. (prof_interval)</summary>
    ulong IntervalBytes { get; }

    /// <summary>Whether samples are taken; a value sets it. Returns what it was. (prof.active)</summary>
    bool Active(int thread, bool? value);

    /// <summary>The same of threads that are yet to come. (prof.thread_active_init)</summary>
    bool ThreadActiveInit(int thread, bool? value);

    /// <summary>The same of the thread; null when there is no memory for its record. (thread.prof.active)</summary>
    bool? ThreadActive(int thread, bool? value);

    /// <summary>Whether peaks of mapped memory are dumped. (prof.gdump)</summary>
    bool PeakDumps(int thread, bool? value);

    /// <summary>Forgets what was counted and sets the mean distance of samples. (prof.reset)</summary>
    void Reset(int thread, int lgSample);

    /// <summary>Dumps a profile under a name of its own. (prof.dump)</summary>
    /// <returns>False when it cannot be done.</returns>
    bool TryDump(int thread);

    /// <summary>Most recent samples that are kept, -1 for all; a value sets it, and takes the lock. Returns what it was. (experimental.prof_recent.alloc_max)</summary>
    long RecentMost(int thread, long? value);

    /// <summary>Starts the log of samples; false when it runs. (prof.log_start)</summary>
    bool TryStartLog(int thread);

    /// <summary>Ends and writes it; false when it does not run. (prof.log_stop)</summary>
    bool TryStopLog(int thread);

    /// <summary>Whether threads have the system's names, so that none can be given. (prof_sys_thread_name)</summary>
    bool NamesBySystem { get; }

    /// <summary>Samples of a size class, live ones or all, with prof_stats. Takes the lock. (prof.stats)</summary>
    ProfSampleSum ReadSamples(int thread, int szind, bool live);
}
