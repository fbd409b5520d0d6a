using AllocSim.Allocator.Jemalloc.Extents.Records;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>Cached extents of one size.</summary>
/// <param name="Free">The extents.</param>
/// <remarks>Source: jemalloc 5.3.0, `include/jemalloc/internal/sec.h`, sec_bin_t.</remarks>
internal record struct SecBin(EdataList Free)
{
    /// <summary>Bytes in them.</summary>
    public ulong Bytes;
}
