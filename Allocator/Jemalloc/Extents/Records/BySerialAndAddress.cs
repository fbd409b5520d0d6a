using AllocSim.Allocator.Jemalloc.Extents.Heaps;

namespace AllocSim.Allocator.Jemalloc.Extents.Records;

/// <summary>Oldest address space first, then lowest address: the order in which slabs and unused extents are taken. (edata_snad_comp)</summary>
internal readonly struct BySerialAndAddress : IHeapOrder<Edata>
{
    /// <inheritdoc/>
    public static bool Precedes(in Edata a, in Edata b) =>
        a.Serial != b.Serial ? a.Serial < b.Serial : a.Address < b.Address;
}
