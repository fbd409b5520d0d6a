namespace AllocSim.Allocator.Jemalloc.Inspection.Library;

/// <summary>Caches up to 5.2.1: each bin has a count and a pointer behind its topmost slot; bins of large classes lie apart.</summary>
/// <param name="Arena">Offset of the pointer to the arena in a cache.</param>
/// <param name="LargeBins">Offset of the bins of large classes.</param>
/// <param name="SmallClasses">Classes that slabs serve.</param>
internal sealed record CountedCaches(ulong Arena, ulong LargeBins, int SmallClasses) : CacheLayout
{
    private const ulong SmallBins = 16;
    private const ulong CountAt = 4;
    private const ulong BehindTop = 16;

    private const string ClassCount = "je_nhbins";
    private const string Capacities = "je_tcache_bin_info";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Symbols => [ClassCount, Capacities];

    /// <inheritdoc/>
    public override ulong ArenaOf(MemoryReader memory, ulong cache) => cache + Arena;

    /// <inheritdoc/>
    public override int Classes(MemoryReader memory, ulong cache) => (int)memory.Half(memory.AddressOf(ClassCount));

    /// <inheritdoc/>
    public override CachedBin Bin(MemoryReader memory, ulong cache, int szind)
    {
        ulong bin = szind < SmallClasses ? cache + SmallBins + ((ulong)szind * BinBytes) : cache + LargeBins + ((ulong)(szind - SmallClasses) * BinBytes);
        int count = (int)memory.Half(bin + CountAt);
        int max = (int)memory.Half(memory.Word(memory.AddressOf(Capacities)) + ((ulong)szind * sizeof(uint)));

        // A bin that was found empty says so by -1.
        return new CachedBin(max, count, Math.Max((int)memory.Half(bin), 0), memory.Word(bin + BehindTop) - ((ulong)count * sizeof(ulong)));
    }
}
