namespace AllocSim.Allocator.Jemalloc.Options;

/// <content>Messages, filling, guards, statistics and the heap profiler. Source: jemalloc 5.3.0, `src/jemalloc.c`, `san.c`, `stats.c`, `prof.c`.</content>
public sealed partial record JemallocOptions
{
    /// <summary>abort: end the program on a warning. Default false. No effect here: what would be warned of does not happen.</summary>
    public bool Abort { get; init; }

    /// <summary>abort_conf: end the program on a bad option. Default false. Here it makes every message about an option an error.</summary>
    public bool AbortConf { get; init; }

    /// <summary>confirm_conf: print the options as they are read. Default false. No effect here: the run's manifest shows them.</summary>
    public bool ConfirmConf { get; init; }

    /// <summary>junk: overwrite objects with a pattern. Default false. Changes no decision of the allocator.</summary>
    public JunkFill Junk { get; init; } = JunkFill.False;

    /// <summary>zero: every object is zeroed as calloc's are. Default false.</summary>
    public bool Zero { get; init; }

    /// <summary>experimental_infallible_new: operator new ends the program rather than throwing. Default false. No effect here.</summary>
    public bool ExperimentalInfallibleNew { get; init; }

    /// <summary>san_guard_small: guard pages around every n-th slab; 0 for none. Default 0.</summary>
    public ulong SanGuardSmall { get; init; }

    /// <summary>san_guard_large: guard pages around every n-th large extent; 0 for none. Default 0.</summary>
    public ulong SanGuardLarge { get; init; }

    /// <summary>stats_print: print statistics when the program ends. Default false. No effect here: statistics are written on demand.</summary>
    public bool StatsPrint { get; init; }

    /// <summary>stats_print_opts: which parts of them; letters out of Jgmdablxeh as malloc_stats_print takes them. Default empty.</summary>
    public string StatsPrintOpts { get; init; } = "";

    /// <summary>stats_interval: allocated bytes between two prints of statistics; -1 for none. -1 to 2^63-1, default -1.</summary>
    public long StatsInterval { get; init; } = -1;

    /// <summary>stats_interval_opts: which parts of them. Default empty.</summary>
    public string StatsIntervalOpts { get; init; } = "";

    /// <summary>prof: sample allocations. Default false.</summary>
    public bool Prof { get; init; }

    /// <summary>prof_prefix: beginning of the names of dumps. Default jeprof.</summary>
    public string ProfPrefix { get; init; } = "jeprof";

    /// <summary>prof_active: sampling is on from the start. Default true.</summary>
    public bool ProfActive { get; init; } = true;

    /// <summary>prof_thread_active_init: sampling is on in new threads. Default true.</summary>
    public bool ProfThreadActiveInit { get; init; } = true;

    /// <summary>lg_prof_sample: log2 of the bytes between two samples. 0 to 63, default 19.</summary>
    public ulong LgProfSample { get; init; } = 19;

    /// <summary>prof_accum: count freed objects too. Default false.</summary>
    public bool ProfAccum { get; init; }

    /// <summary>lg_prof_interval: log2 of the bytes between two dumps; -1 for none. -1 to 63, default -1.</summary>
    public long LgProfInterval { get; init; } = -1;

    /// <summary>prof_gdump: dump whenever mapped memory reaches a new peak. Default false.</summary>
    public bool ProfGdump { get; init; }

    /// <summary>prof_final: dump when the program ends. Default false.</summary>
    public bool ProfFinal { get; init; }

    /// <summary>prof_leak: report leaks when the program ends; switches prof on. Default false.</summary>
    public bool ProfLeak { get; init; }

    /// <summary>prof_leak_error: leaks change the program's exit status; switches prof_leak on. Default false.</summary>
    public bool ProfLeakError { get; init; }

    /// <summary>prof_log: log samples from the start. Default false.</summary>
    public bool ProfLog { get; init; }

    /// <summary>prof_recent_alloc_max: recent samples kept; -1 for all. -1 to 2^63-1, default 0.</summary>
    public long ProfRecentAllocMax { get; init; }

    /// <summary>prof_stats: count samples by size class. Default false.</summary>
    public bool ProfStats { get; init; }

    /// <summary>prof_sys_thread_name: name threads in dumps as the system does. Default false.</summary>
    public bool ProfSysThreadName { get; init; }

    /// <summary>prof_time_resolution: true for high, false for default. Default false.</summary>
    public bool ProfTimeResolutionHigh { get; init; }

    /// <summary>prof_unbias: correct the sampling bias. Default true.</summary>
    public bool ProfUnbias { get; init; } = true;
}
