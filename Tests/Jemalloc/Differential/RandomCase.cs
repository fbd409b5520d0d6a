using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Sizes;

namespace AllocSim.Tests.Jemalloc.Differential;

/// <summary>One experiment, drawn from a seed: options, CPUs and a trace.</summary>
/// <param name="Conf">MALLOC_CONF.</param>
/// <param name="Cpus">CPUs.</param>
/// <param name="Lines">The trace, a line an operation.</param>
internal sealed record RandomCase(string Conf, int Cpus, List<string> Lines)
{
    /// <summary>Draws a case.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="operations">Most operations; three cases in ten have a tenth of them.</param>
    /// <param name="conf">The options; null to draw them.</param>
    public static RandomCase Draw(ulong seed, int operations, string? conf = null)
        => Draw(seed, operations, draws =>
        {
            string drawn = RandomOptions.Draw(draws);
            return conf ?? drawn;
        });

    /// <summary>Draws a case with the huge page allocator on.</summary>
    public static RandomCase DrawHuge(ulong seed, int operations) => Draw(seed, operations, RandomOptions.DrawHuge);

    /// <summary>Draws a case with guard pages.</summary>
    public static RandomCase DrawGuarded(ulong seed, int operations) => Draw(seed, operations, RandomOptions.DrawGuarded);

    private static RandomCase Draw(ulong seed, int operations, Func<SeededDraws, string> drawConf)
    {
        var draws = new SeededDraws(seed);
        string conf = drawConf(draws);
        MallocConfResult parsed = MallocConf.Parse(conf);
        while (parsed.Errors.Count > 0)
        {
            conf = drawConf(draws);
            parsed = MallocConf.Parse(conf);
        }

        int cpus = draws.From(1, 8);
        var sizes = new SizeClasses(new SizeClassGeometry(), parsed.Options.SlabSizes, parsed.Options.BinShards, 4096);
        JemallocOptions options = parsed.Options.CompleteFor(cpus, sizes);
        var arenas = (int)Math.Min(options.Narenas, JemallocOptions.MaxAutoArenas);
        TraceShape shape = TraceShape.Draw(draws) with { Arenas = arenas, ManualArenaBase = arenas + (options.OversizeThreshold != 0 ? 1 : 0) };
        if (options.Junk != JunkFill.False || options.Thp == ThpMode.Always)
        {
            shape = shape.WrittenByTheAllocator();
        }

        return new RandomCase(conf, cpus, RandomTrace.Write(draws, shape, draws.Chance(300_000) ? operations / 10 : operations));
    }

    /// <summary>Writes the trace to a file.</summary>
    public static void WriteTrace(string path, List<string> lines) => File.WriteAllText(path, string.Join('\n', lines) + "\n");
}
