namespace AllocSim.Allocator.Classic.Huge;

/// <summary>A huge object. (extent_node_t)</summary>
/// <param name="Node">Where its record is.</param>
/// <param name="Bytes">Bytes of the object.</param>
internal readonly record struct HugeRecord(ulong Node, ulong Bytes);
