namespace AllocSim.Allocator.Jemalloc.Inspection.Library;

/// <summary>The layouts of the releases.</summary>
internal static class LibraryLayouts
{
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
}
