namespace AllocSim.Allocator.Jemalloc.Pages;

/// <summary>When a look at the decay deadline leads to a purge.</summary>
internal enum PurgeEagerness
{
    /// <summary>Always: a background thread asks.</summary>
    Always,

    /// <summary>Never: a background thread will do it.</summary>
    Never,

    /// <summary>When an epoch began.</summary>
    OnEpochAdvance,
}
