namespace AllocSim.Allocator.Jemalloc.Tables.Snapshots;

/// <summary>Where each gauge of jemalloc's own stands among the totals.</summary>
internal static class OwnIndex
{
    public const int DirtyPages = 0;
    public const int MuzzyPages = 1;
    public const int PurgedPages = 2;
    public const int Purges = 3;
    public const int ReusedExtents = 4;
    public const int Extents = 5;
    public const int BlockedMerges = 6;
}
