namespace AllocSim.Allocator.Jemalloc.Extents.Records;

/// <summary>What uses up a serial number of an arena, beside each extent that is mapped. Unused extents are taken in the order of these numbers.</summary>
/// <param name="ZeroedBreak">New pages of the program break that are zeroed.</param>
/// <param name="FailedGrowth">A mapping for retained address space that the system or a hook refuses.</param>
internal readonly record struct SerialHabits(bool ZeroedBreak, bool FailedGrowth);
