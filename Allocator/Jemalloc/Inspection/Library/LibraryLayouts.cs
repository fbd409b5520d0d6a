namespace AllocSim.Allocator.Jemalloc.Inspection.Library;

/// <summary>The layouts of the releases.</summary>
internal static class LibraryLayouts
{
    private const int SmallClasses = 36;

    /// <summary>5.3.0.</summary>
    public static LibraryLayout V530 { get; } = new()
    {
        Map = "je_arena_emap_global",
        MapBytes = 0x200078,
        MapRoot = 120,
        ArenaActive = 10_656,
        ArenaLarge = 10_528,
        ArenaSpare = 78_744,
        ArenaBase = 78_936,
        ArenaSets = [10_840, 30_280, 49_720],
        GuardedSet = 9_656,
        SetHeaps = 32,
        SetHeapBytes = 32,
        SetOrder = 9_632,
        SetPages = 9_640,
        BaseBlocks = 160,
        Bins = new(78_952, 224, ArePointed: false),
        BinCurrent = 192,
        BinSlabs = 176,
        HeapBytes = 16,
        UsedLink = 40,
        UnusedLink = 64,
        Serial = 32,
        ThreadBytes = 2_632,
        ThreadInternalArena = 136,
        ThreadHasCache = 0,
        ThreadCache = 856,
        Caches = new StackCaches(SlowArena: 40),
    };

    /// <summary>5.3.1.</summary>
    public static LibraryLayout V531 { get; } = V530 with
    {
        ArenaActive = 12_296,
        ArenaLarge = 12_112,
        ArenaSpare = 80_448,
        ArenaBase = 80_648,
        ArenaSets = [12_464, 31_904, 51_344],
        Bins = new(80_704, 224, ArePointed: false),
        PagewiseSizes = "je_opt_disable_large_size_classes",
        ThreadBytes = 1_968,
        ThreadInternalArena = 192,
        ThreadCache = 960,
        Caches = new StackCaches(SlowArena: 40) { SlowClasses = 48, BinMax = 22 },
    };

    /// <summary>5.2.1.</summary>
    public static LibraryLayout V521 { get; } = new()
    {
        Map = "je_extents_rtree",
        MapBytes = 0x200070,
        MapRoot = 112,
        ArenaActive = 10_344,
        ArenaLarge = 10_352,
        ArenaSpare = 29_064,
        ArenaBase = 29_480,
        ArenaSets = [10_472, 15_440, 20_408],
        SetHeaps = 112,
        SetHeapBytes = 8,
        SetOrder = 4_944,
        SetPages = 4_952,
        BaseBlocks = 144,
        Bins = new(29_192, 280, ArePointed: true),
        BinCurrent = 112,
        BinSlabs = 200,
        HeapBytes = 8,
        UsedLink = 24,
        UnusedLink = 24,
        ThreadBytes = 6_216,
        ThreadInternalArena = 432,
        ThreadHasCache = 1,
        ThreadCache = 496,
        Caches = new CountedCaches(Arena: 952, LargeBins: 1_000, SmallClasses),
    };

    /// <summary>5.1.0.</summary>
    public static LibraryLayout V510 { get; } = V521 with
    {
        MapBytes = 0x200068,
        MapRoot = 104,
        ArenaActive = 7_168,
        ArenaLarge = 7_176,
        ArenaSpare = 16_232,
        ArenaBase = 25_848,
        ArenaSets = [7_288, 9_048, 10_808],
        SetHeaps = 104,
        SetOrder = 1_736,
        SetPages = 1_744,
        BaseBlocks = 136,
        Bins = new(16_344, 264, ArePointed: false) { AreSharded = false },
        BinCurrent = 104,
        BinSlabs = 192,
        ThreadBytes = 6_144,
        ThreadInternalArena = 424,
        ThreadCache = 448,
        Caches = new CountedCaches(Arena: 928, LargeBins: 976, SmallClasses),
    };
}
