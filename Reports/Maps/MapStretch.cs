namespace AllocSim.Reports.Maps;

/// <summary>A part of the address space that is drawn without a break.</summary>
/// <param name="Start">Its first address.</param>
/// <param name="FirstCell">Number of its first cell.</param>
/// <param name="Cells">Its cells.</param>
public readonly record struct MapStretch(ulong Start, int FirstCell, int Cells);
