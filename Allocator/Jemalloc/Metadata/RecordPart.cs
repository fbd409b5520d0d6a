namespace AllocSim.Allocator.Jemalloc.Metadata;

/// <summary>Part of a record.</summary>
/// <param name="Offset">Where it begins in the record.</param>
/// <param name="Bytes">Its length.</param>
public readonly record struct RecordPart(ulong Offset, ulong Bytes);
