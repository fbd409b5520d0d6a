namespace AllocSim.Allocator.Jemalloc.Inspection.Library;

/// <summary>Caches from 5.3.0 on: each bin is a stack that grows down, told by its head and the low bits of three places.</summary>
/// <param name="SlowArena">Offset of the pointer to the arena in the cache's slow part.</param>
internal sealed record StackCaches(ulong SlowArena) : CacheLayout
{
    private const ulong Bins = 8;
    private const ulong LowWater = 16;
    private const ulong Empty = 20;

    private const string ClassCount = "je_nhbins";
    private const string Capacities = "je_tcache_bin_info";

    /// <summary>Offset in the slow part of the number of classes; 0 where all caches have the same (5.3.0).</summary>
    public ulong SlowClasses { get; init; }

    /// <summary>Offset in a bin of its slots; 0 where they are the same in all caches (5.3.0).</summary>
    public ulong BinMax { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Symbols => SlowClasses == 0 ? [ClassCount, Capacities] : [];

    /// <inheritdoc/>
    public override ulong ArenaOf(MemoryReader memory, ulong cache) => memory.Word(cache) + SlowArena;

    /// <inheritdoc/>
    public override int Classes(MemoryReader memory, ulong cache)
        => (int)memory.Half(SlowClasses == 0 ? memory.AddressOf(ClassCount) : memory.Word(cache) + SlowClasses);

    /// <inheritdoc/>
    public override CachedBin Bin(MemoryReader memory, ulong cache, int szind)
    {
        ulong bin = cache + Bins + ((ulong)szind * BinBytes);
        ulong head = memory.Word(bin);
        ushort empty = memory.Quarter(bin + Empty);
        ulong max = BinMax == 0 ? memory.Word(memory.AddressOf(Capacities)) + ((ulong)szind * sizeof(ushort)) : bin + BinMax;
        return new CachedBin(memory.Quarter(max), Slots(empty, (ushort)head), Slots(empty, memory.Quarter(bin + LowWater)), head);
    }

    private static int Slots(ushort from, ushort to) => (ushort)(from - to) / sizeof(ulong);
}
