namespace AllocSim.Simulator.Allocation;

/// <summary>A range of addresses that an allocator treats as a unit.</summary>
/// <param name="Address">Where it begins.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Use">What it serves, a word of the allocator's.</param>
/// <param name="Owner">The heap that it belongs to, of an allocator with several.</param>
/// <param name="SizeIndex">Size class of what it holds; -1 without one.</param>
/// <param name="Regions">Places for objects; 0 where it is not divided.</param>
/// <param name="FreeRegions">Of those, free ones.</param>
/// <param name="HasRecord">Whether a record describes it that <see cref="IRecordDumping.WalkTo"/> finds.</param>
public readonly record struct HeldRange(ulong Address, ulong Bytes, string Use, int Owner, int SizeIndex, int Regions, int FreeRegions, bool HasRecord);
