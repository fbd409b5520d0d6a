using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Background;

/// <summary>Statistics of all background threads; all 0 while they are off. (background_thread_stats_t)</summary>
/// <param name="ThreadCount">Threads asked for. (num_threads)</param>
/// <param name="RunCount">Times that they went to sleep. (num_runs)</param>
/// <param name="RunIntervalNs">Time asleep by runs, nanoseconds. (run_interval)</param>
/// <param name="LargestCounters">Each counter of their mutexes at its largest. (max_per_bg_thd)</param>
public readonly record struct BackgroundThreadStats(ulong ThreadCount, ulong RunCount, ulong RunIntervalNs, MutexProfile LargestCounters);
