namespace AllocSim.Simulator.Allocation;

/// <summary>Memory that belongs to one owner.</summary>
/// <param name="Address">Its first byte.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Owner">The owner's number, from 0.</param>
public readonly record struct OwnedRange(ulong Address, ulong Bytes, int Owner);
