namespace AllocSim.Allocator.Jemalloc.Extents.Neighbours;

/// <summary>As <see cref="NeighboursOfOneMapping"/>; but a large extent that is freed joins no more than makes it so many times as large as a request may be smaller than what serves it. From 5.3.1 on.</summary>
/// <param name="retain">Whether address space is retained.</param>
/// <param name="shift">The option lg_extent_max_active_fit, 0 to 64. For 64 the processor shifts by 0.</param>
/// <param name="largeMax">Bytes of the largest class.</param>
/// <remarks>Source: jemalloc 5.3.1, `src/extent.c`, extent_record.</remarks>
internal sealed class NeighboursOfOneMappingToALimit(bool retain, ulong shift, ulong largeMax) : NeighboursOfOneMapping(retain)
{
    /// <inheritdoc/>
    public override ulong Longest(ulong bytes) => largeMax >> (int)(shift & 63) > bytes ? bytes << (int)(shift & 63) : largeMax;
}
