namespace AllocSim.Allocator.Jemalloc.Kernel;

/// <summary>The calls that an arena's extent hooks answer, in the order of the library's table of them.</summary>
/// <remarks>jemalloc 5.3.0, `extent_hooks_s`.</remarks>
[Flags]
public enum HookCalls
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>New address space.</summary>
    Alloc = 1,

    /// <summary>Address space goes back.</summary>
    Dalloc = 2,

    /// <summary>Address space goes with its arena.</summary>
    Destroy = 4,

    /// <summary>Pages are to be usable.</summary>
    Commit = 8,

    /// <summary>Pages need not be usable any more.</summary>
    Decommit = 16,

    /// <summary>The kernel may take pages when it needs them.</summary>
    PurgeLazily = 32,

    /// <summary>Pages are to read as zero.</summary>
    PurgeForced = 64,

    /// <summary>An extent is cut in two.</summary>
    Split = 128,

    /// <summary>Two neighbouring extents become one.</summary>
    Merge = 256,

    /// <summary>All of them.</summary>
    All = 511,
}
