namespace AllocSim.Allocator.Jemalloc.Options;

/// <summary>When objects are overwritten with a pattern.</summary>
public enum JunkFill
{
    /// <summary>Never.</summary>
    False,

    /// <summary>When they are allocated and when they are freed.</summary>
    True,

    /// <summary>When they are allocated.</summary>
    Alloc,

    /// <summary>When they are freed.</summary>
    Free,
}
