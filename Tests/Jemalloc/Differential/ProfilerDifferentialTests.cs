using AllocSim.Tests.Differential;

namespace AllocSim.Tests.Jemalloc.Differential;

[TestFixture]
internal sealed class ProfilerDifferentialTests
{
    private const int Operations = 2_000;
    private const int SlowSeeds = 25;

    private static readonly string[] Confs =
    [
        "prof:true",
        "prof:true,lg_prof_sample:0",
        "prof:true,lg_prof_sample:5,prof_accum:true",
        "prof:true,lg_prof_sample:10,narenas:2",
        "prof:true,lg_prof_sample:12,prof_stats:true,tcache_max:4096",
        "prof:true,lg_prof_sample:16,lg_prof_interval:18",
        "prof:true,lg_prof_sample:9,tcache:false,retain:false",
        "prof:true,lg_prof_sample:11,zero_realloc:alloc,percpu_arena:percpu",
        "prof:true,lg_prof_sample:8,prof_active:false,prof_thread_active_init:false",
        "prof:true,lg_prof_sample:12,prof_gdump:true,prof_unbias:false,dss:primary",
        "prof_leak:true,lg_prof_sample:14,lg_prof_interval:12",
        "prof:true,lg_prof_sample:6,prof_log:true",
        "prof:true,lg_prof_sample:9,prof_recent_alloc_max:50,prof_sys_thread_name:true,prof_log:true",
        "prof:true,lg_prof_sample:0,prof_recent_alloc_max:-1",
    ];

    [TestCaseSource(nameof(Confs))]
    public void RandomTraces_AreSampledAsTheLibrarySamplesThem(string conf) => Check(2_000, conf);

    [TestCaseSource(nameof(Confs))]
    [Category("Slow")]
    public void ManyRandomTraces_AreSampledAsTheLibrarySamplesThem(string conf)
    {
        for (ulong seed = 2_001; seed < 2_001 + SlowSeeds; seed++)
        {
            Check(seed, conf);
        }
    }

    private static void Check(ulong seed, string conf) => RealLibraries.Check("jemalloc-5.3", JemallocTrials.Draw(seed, Operations, conf));
}
