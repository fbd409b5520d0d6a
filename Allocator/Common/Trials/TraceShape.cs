namespace AllocSim.Allocator.Common.Trials;

/// <summary>What a random trace is like, drawn from a seed: its threads, sizes, pace, and how often it does what programs rarely do. Rates are per million operations.</summary>
internal sealed record TraceShape
{
    /// <summary>Sizes that are drawn, as weights of tiny, small, middling, large, big and huge.</summary>
    public required int[] SizeWeights { get; init; }

    /// <summary>Threads that act at the same time.</summary>
    public required int Threads { get; init; }

    /// <summary>Whether thread numbers have gaps.</summary>
    public bool IsSparse { get; init; }

    /// <summary>Whether jemalloc's own calls are used.</summary>
    public bool IsExtended { get; init; }

    /// <summary>Objects that live at the crest.</summary>
    public required int LiveTarget { get; init; }

    /// <summary>Mean nanoseconds between operations.</summary>
    public required ulong StepNs { get; init; }

    /// <summary>Rate of pauses.</summary>
    public int Idle { get; init; }

    /// <summary>Longest pause, nanoseconds.</summary>
    public ulong IdleNsMax { get; init; } = 1;

    /// <summary>Rate of controls.</summary>
    public int Controls { get; init; }

    /// <summary>Draws a control: its type, its name and perhaps a value. Gets what draws the index of an arena.</summary>
    public Func<SeededDraws, Func<int>, string> DrawControl { get; init; } = (_, _) => throw new InvalidOperationException("this allocator has no controls");

    /// <summary>Rate of statistics.</summary>
    public int Stats { get; init; }

    /// <summary>Rate of thread ends.</summary>
    public int Exits { get; init; }

    /// <summary>Rate of aligned requests among allocations.</summary>
    public int Aligned { get; init; }

    /// <summary>Largest alignment, as a power of two.</summary>
    public int LgAlignMax { get; init; } = 14;

    /// <summary>Rate of resizing.</summary>
    public int Resizes { get; init; } = 60_000;

    /// <summary>Whether arenas and caches are made and named by flags.</summary>
    public bool UsesArenasAndCaches { get; init; }

    /// <summary>Arenas that exist from the start, without the one for oversize extents.</summary>
    public int Arenas { get; init; } = 1;

    /// <summary>Index of the first arena that a program makes.</summary>
    public int ManualArenaBase { get; init; } = 2;

    /// <summary>Whether a resize to an alignment can leave an object in place that has it not: then a sized free with that alignment is the program's error.</summary>
    public bool MayLackAlignment { get; init; }

    /// <summary>Draws a shape.</summary>
    public static TraceShape Draw(SeededDraws draws)
    {
        int[] weights = draws.Pick<int[]>(
            [30, 40, 20, 8, 2, 0], [60, 40, 0, 0, 0, 0], [10, 30, 40, 20, 0, 0], [0, 0, 10, 60, 28, 2], [45, 25, 20, 8, 2, 0], [20, 20, 20, 20, 19, 1], [5, 70, 25, 0, 0, 0], [0, 0, 60, 40, 0, 0]);
        bool isExtended = draws.Chance(600_000);
        int threads = draws.Pick(1, 1, 2, 3, 4, 5, 8);
        return new TraceShape
        {
            SizeWeights = weights,
            Threads = threads,
            IsSparse = draws.Chance(300_000),
            IsExtended = isExtended,
            LiveTarget = weights[4] > 5 ? draws.Pick(10, 30, 60) : weights[3] > 30 ? draws.Pick(40, 200, 600) : draws.Pick(50, 200, 1000, 3000, 8000),
            StepNs = draws.Pick(0UL, 200UL, 5_000UL, 100_000UL, 1_000_000UL, 5_000_000UL),
            Idle = draws.Pick(0, 0, 500, 3000),
            IdleNsMax = draws.Pick(1_000_000UL, 100_000_000UL, 2_000_000_000UL, 30_000_000_000UL),
            Controls = isExtended ? draws.Pick(0, 200, 2_000, 50_000) : 0,
            Stats = draws.Pick(0, 0, 50, 300),
            Exits = threads > 1 ? draws.Pick(0, 200, 2_000) : 0,
            Aligned = draws.Pick(10_000, 40_000, 300_000),
            LgAlignMax = draws.Pick(10, 14, 18, 23, isExtended ? 23 : 41),
            Resizes = draws.Pick(5_000, 60_000, 200_000),
            UsesArenasAndCaches = isExtended && draws.Chance(500_000),
        };
    }

    /// <summary>The shape where the allocator itself writes to every byte: what is asked for must fit a real machine.</summary>
    public TraceShape WrittenByTheAllocator() => this with { SizeWeights = [.. SizeWeights[..4], 0, 0], LgAlignMax = Math.Min(LgAlignMax, 23) };
}
