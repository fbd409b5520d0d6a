namespace AllocSim.Allocator.Jemalloc.Options.Conf;

/// <summary>Settings that the library has and the simulator has not: refused by name, never ignored.</summary>
internal static class UnmodelledOptions
{
    private static readonly (string Setting, Func<JemallocOptions, bool> IsSet, string Needs)[] Rules =
    [
        ("prof_recent_alloc_max other than 0", o => o.ProfRecentAllocMax != 0, "the list of recent samples"),
        ("prof_log:true", o => o.ProfLog, "the log of samples"),
        ("prof_sys_thread_name:true", o => o.ProfSysThreadName, "the names of threads, which traces do not have"),
    ];

    /// <summary>One line for each setting that the simulator cannot follow.</summary>
    public static IEnumerable<string> Refusals(JemallocOptions options)
        => Rules.Where(r => r.IsSet(options)).Select(r => $"{r.Setting} needs {r.Needs}, which is not modelled yet; leave the option at its default");
}
