namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <summary>How the statistics write a value.</summary>
internal enum StatsForm
{
    /// <summary>true or false.</summary>
    Flag,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A signed number.</summary>
    Signed,

    /// <summary>A word in quotes.</summary>
    Text,

    /// <summary>A ratio in quotes.</summary>
    Ratio,
}
