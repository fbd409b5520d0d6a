namespace AllocSim.Allocator.Jemalloc.Metadata;

/// <summary>One mapping that a base allocator carves records from: its address and length in bytes.</summary>
internal readonly record struct MetadataBlock(ulong Address, ulong Bytes);
