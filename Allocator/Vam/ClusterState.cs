namespace AllocSim.Allocator.Vam;

/// <summary>What is true of a cluster of pages.</summary>
internal enum ClusterState
{
    /// <summary>Handed out.</summary>
    Used,

    /// <summary>Free, with pages that were used and are still there.</summary>
    Kept,

    /// <summary>Free, without pages.</summary>
    Free,
}
