namespace AllocSim.Allocator.Classic.Sizes;

/// <summary>A small size class and the runs that serve it.</summary>
/// <param name="Index">Its place among the small classes.</param>
/// <param name="RegionBytes">Bytes of a region. (reg_size)</param>
/// <param name="RunBytes">Bytes of a run. (run_size)</param>
/// <param name="Regions">Regions of a run. (nregs)</param>
/// <param name="FirstRegion">Where in a run its first region begins. (reg0_offset)</param>
internal sealed record BinInfo(int Index, ulong RegionBytes, ulong RunBytes, uint Regions, uint FirstRegion);
