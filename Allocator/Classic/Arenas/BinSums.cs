namespace AllocSim.Allocator.Classic.Arenas;

/// <summary>What the bins of an arena have together, kept along, since totals are read after every operation.</summary>
internal sealed class BinSums
{
    /// <summary>Bytes handed out, those in caches with them, but for what threads took straight from a bin or gave straight back.</summary>
    public ulong AllocatedBytes;

    /// <summary>Bytes of the headers of their runs.</summary>
    public ulong HeaderBytes;
}
