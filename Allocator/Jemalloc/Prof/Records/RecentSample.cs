namespace AllocSim.Allocator.Jemalloc.Prof.Records;

/// <summary>One of the samples that were taken last. (prof_recent_t)</summary>
internal sealed class RecentSample(ulong address)
{
    /// <summary>Bytes of the record.</summary>
    public const ulong Bytes = 72;

    /// <summary>Where it lies.</summary>
    public ulong Address { get; } = address;

    /// <summary>Number of the extent whose sample it is; -1 when that was freed.</summary>
    public int Extent { get; set; } = -1;

    /// <summary>Whose sample it is.</summary>
    public ProfTctx AllocTctx { get; set; } = null!;

    /// <summary>Who freed it; null when it lives, or when that could not be recorded.</summary>
    public ProfTctx? FreeTctx { get; set; }
}
