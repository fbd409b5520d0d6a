using AllocSim.Allocator.Common.Trials;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Versions;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Allocator.Jemalloc.Trials;

/// <summary>Random cases for jemalloc: options, CPUs and what a program may ask of it, its own calls and controls included.</summary>
internal static class JemallocTrials
{
    private const ulong OtherStream = 1UL << 40;
    private const ulong HooksStream = 1UL << 41;
    private const ulong ProfilingStream = 1UL << 42;
    private const ulong BackgroundStream = 1UL << 43;

    /// <summary>Draws a case.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="operations">Most operations; three cases in ten have a tenth of them.</param>
    /// <param name="conf">The options; null to draw them.</param>
    /// <param name="version">The release; null for 5.3.0.</param>
    public static RandomCase Draw(ulong seed, int operations, string? conf = null, JemallocVersion? version = null)
        => Draw(seed, operations, version, draws =>
        {
            string drawn = RandomOptions.Draw(draws);
            return conf ?? drawn;
        });

    /// <summary>Draws a case with the huge page allocator on.</summary>
    public static RandomCase DrawHuge(ulong seed, int operations) => Draw(seed, operations, null, RandomOptions.DrawHuge);

    /// <summary>Draws a case with guard pages.</summary>
    public static RandomCase DrawGuarded(ulong seed, int operations) => Draw(seed, operations, null, RandomOptions.DrawGuarded);

    /// <summary>Draws a case with extent hooks of a program's own.</summary>
    public static RandomCase DrawHooked(ulong seed, int operations, JemallocVersion version)
    {
        RandomCase plain = Draw(seed, operations, null, version);
        return With(plain, lines => RandomHooks.Write(new SeededDraws(seed + HooksStream), lines, version));
    }

    /// <summary>Draws a case with the heap profiler on, its log of samples and its list of recent ones.</summary>
    public static RandomCase DrawProfiled(ulong seed, int operations)
    {
        RandomCase plain = Draw(seed, operations, null, RandomOptions.DrawProfiled);
        return With(plain, lines => RandomProfiling.Write(new SeededDraws(seed + ProfilingStream), lines));
    }

    /// <summary>Draws a case with background threads.</summary>
    public static RandomCase DrawBackground(ulong seed, int operations, JemallocVersion version)
    {
        RandomCase plain = Draw(seed, operations, version, draws => RandomBackground.DrawOptions(draws, version));
        return With(plain, lines => RandomBackground.Write(new SeededDraws(seed + BackgroundStream), lines));
    }

    /// <summary>Draws a case that both the library and the simulator come through: of eight seeds two have extent hooks, one or two background threads, and where the draws know what the release has, two guard pages, two the huge page allocator and one the heap profiler.</summary>
    public static RandomCase DrawAny(ulong seed, int operations, JemallocVersion version)
    {
        if (seed % 4 == 1)
        {
            return DrawHooked(seed, operations, version);
        }

        if (version == JemallocVersion.V530 && seed % 8 == 4)
        {
            return DrawProfiled(seed, operations);
        }

        if (seed % (version == JemallocVersion.V530 ? 8UL : 4UL) == 0)
        {
            return DrawBackground(seed, operations, version);
        }

        if (version != JemallocVersion.V530)
        {
            return Draw(seed, operations, null, version);
        }

        RandomCase drawn = seed % 4 == 2 ? DrawHuge(seed, operations) : DrawGuarded(seed, operations);

        // Guard pages in slabs of sizes that are chosen make the library write over its own records, which the simulator refuses.
        return drawn.Conf.Contains("slab_sizes", StringComparison.Ordinal) && drawn.Conf.Contains("san_guard", StringComparison.Ordinal) ? DrawAny(seed + OtherStream, operations, version) : drawn;
    }

    private static RandomCase With(RandomCase plain, Action<List<string>> write)
    {
        List<string> lines = [.. plain.Lines];
        write(lines);
        return plain with { Lines = lines };
    }

    private static RandomCase Draw(ulong seed, int operations, JemallocVersion? version, Func<SeededDraws, string> drawConf)
    {
        var draws = new SeededDraws(seed);
        string conf = drawConf(draws);
        MallocConfResult parsed = MallocConf.Parse(conf, version);
        while (parsed.Errors.Count > 0)
        {
            conf = drawConf(draws);
            parsed = MallocConf.Parse(conf, version);
        }

        int cpus = draws.From(1, 8);
        var sizes = new SizeClasses(new SizeClassGeometry(), parsed.Options.SlabSizes, parsed.Options.BinShards, 4096);
        JemallocOptions options = parsed.Options.CompleteFor(cpus, sizes);
        var arenas = (int)Math.Min(options.Narenas, JemallocOptions.MaxAutoArenas);
        TraceShape shape = TraceShape.Draw(draws) with
        {
            Arenas = arenas,
            ManualArenaBase = arenas + (options.OversizeThreshold != 0 ? 1 : 0),
            MayLackAlignment = version is { ResizesByPlainSize: true },
            DrawControl = (control, arena) => new RandomControls(control, arena, version ?? JemallocVersion.V530).Draw(),
        };
        if (options.Junk != JunkFill.False || options.Thp == ThpMode.Always)
        {
            shape = shape.WrittenByTheAllocator();
        }

        return new RandomCase(conf, cpus, RandomTrace.Write(draws, shape, draws.Chance(300_000) ? operations / 10 : operations));
    }
}
