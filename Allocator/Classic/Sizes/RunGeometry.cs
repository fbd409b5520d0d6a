namespace AllocSim.Allocator.Classic.Sizes;

/// <summary>Finds how long the runs of a small class are: the shortest that wastes little on header and padding. (arena_bin_run_size_calc)</summary>
internal static class RunGeometry
{
    private const int OverheadPoint = 12;
    private const ulong OverheadMax = 0x3d;
    private const ulong OverheadRelaxed = 0x1800;

    /// <summary>The runs of a class.</summary>
    /// <param name="index">Its place among the small classes.</param>
    /// <param name="regionBytes">Bytes of a region.</param>
    /// <param name="least">The least length: that of the class before.</param>
    /// <param name="most">The longest run of a chunk.</param>
    /// <param name="pageBytes">Bytes of a page.</param>
    public static BinInfo Of(int index, ulong regionBytes, ulong least, ulong most, ulong pageBytes)
    {
        ulong bytes = least;
        uint regions = RegionsIn(bytes, regionBytes);
        BinInfo good;
        do
        {
            good = new BinInfo(index, regionBytes, bytes, regions, OffsetOf(bytes, regions, regionBytes));
            bytes += pageBytes;
            regions = RegionsIn(bytes, regionBytes);
        }
        while (bytes <= most
            && OverheadMax * (regionBytes << 3) > OverheadRelaxed
            && unchecked(OffsetOf(bytes, regions, regionBytes) << OverheadPoint) > OverheadMax * bytes);
        return good;
    }

    // As many as leave room for the header in front of them.
    private static uint RegionsIn(ulong runBytes, ulong regionBytes) => (uint)((runBytes - RecordSizes.RunHeader) / regionBytes);

    private static uint OffsetOf(ulong runBytes, uint regions, ulong regionBytes) => (uint)(runBytes - (regions * regionBytes));
}
