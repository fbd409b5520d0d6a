using AllocSim.Workloads.Generators.Programs;

namespace AllocSim.Workloads.Generators;

/// <summary>The programs that a description can name.</summary>
internal static class ProgramRegistry
{
    private static readonly (string Name, Func<WorkloadModel, IProgram> Create)[] Programs =
    [
        ("larson", m => new Larson(m)),
        ("threadtest", m => new ThreadTest(m)),
        ("cache-scratch", m => new CacheScratch(m)),
        ("cache-thrash", m => new CacheThrash(m)),
        ("xmalloc", m => new Xmalloc(m)),
        ("mstress", m => new Mstress(m)),
        ("sh6bench", m => new ShBench(m, crossThread: false)),
        ("sh8bench", m => new ShBench(m, crossThread: true)),
        ("alloc-test", m => new AllocTest(m)),
        ("glibc-simple", m => new GlibcSimple(m)),
        ("rptest", m => new RpTest(m)),
        ("robson", m => new Robson(m)),
        ("first-fit", m => new FirstFit(m)),
        ("hoard-blowup", m => new HoardBlowup(m)),
        ("synthetic", m => new Synthetic(m)),
        ("script", m => new Script(m)),
    ];

    /// <summary>Names of the programs.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Programs.Select(p => p.Name)];

    /// <summary>Makes the program that a description names.</summary>
    /// <exception cref="ModelException">There is no such program, or its parameters are wrong.</exception>
    public static IProgram Create(WorkloadModel model)
    {
        int i = Array.FindIndex(Programs, p => p.Name == model.Program);
        return i >= 0 ? Programs[i].Create(model) : throw model.Parameters.Wrong($"program {model.Program} is not known; known are {string.Join(", ", Names)}");
    }
}
