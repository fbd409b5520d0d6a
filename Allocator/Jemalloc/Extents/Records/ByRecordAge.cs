using AllocSim.Allocator.Jemalloc.Extents.Heaps;

namespace AllocSim.Allocator.Jemalloc.Extents.Records;

/// <summary>Records of the oldest base block first, then lowest record address: the order in which spare records are reused. (edata_esnead_comp)</summary>
internal readonly struct ByRecordAge : IHeapOrder<Edata>
{
    /// <inheritdoc/>
    public static bool Precedes(in Edata a, in Edata b) =>
        a.Esn != b.Esn ? a.Esn < b.Esn : a.RecordAddress < b.RecordAddress;
}
