namespace AllocSim.Allocator.Jemalloc.Metadata;

/// <summary>One mapping that a base allocator carves records from.</summary>
/// <param name="Address">Where it begins.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Record">Id of the extent record in its header. Records with smaller ids were never in this block, even if a block that was unmapped had them at the same address.</param>
internal readonly record struct MetadataBlock(ulong Address, ulong Bytes, int Record);
