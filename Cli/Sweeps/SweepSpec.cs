using AllocSim.Cli.Runs;

namespace AllocSim.Cli.Sweeps;

/// <summary>A sweep as it was asked for, before its points are made.</summary>
public sealed record SweepSpec
{
    /// <summary>The traces; none where they are named on the command line.</summary>
    public IReadOnlyList<WeightedTrace> Traces { get; init; } = [];

    /// <summary>Options that all points have; null for none.</summary>
    public string? Conf { get; init; }

    /// <summary>Where these options stand, for messages.</summary>
    public string ConfPlace { get; init; } = "--conf";

    /// <summary>The first policy that it names; null where no axis is of policies.</summary>
    public string? FirstPolicy => Axes.FirstOrDefault(SweepKnobs.IsPolicy)?.Values.FirstOrDefault()?.Text;

    /// <summary>What varies. Of a list: every name in it, in order of appearance.</summary>
    public IReadOnlyList<SweepAxis> Axes { get; init; } = [];

    /// <summary>The points of a list, each with a value or null for every axis; null for the grid over the axes.</summary>
    public IReadOnlyList<IReadOnlyList<SweepValue?>>? Listed { get; init; }

    /// <summary>So many points of the grid, drawn at random without repetition; null for all of it.</summary>
    public int? RandomCount { get; init; }

    /// <summary>Seed of the draw.</summary>
    public ulong Seed { get; init; } = 1;
}
