namespace AllocSim.Simulator.Machine.Pages;

/// <summary>Pages in a row in one state.</summary>
/// <param name="Start">Address of the first page.</param>
/// <param name="End">First address behind the last one.</param>
/// <param name="State">Their state; never unmapped.</param>
public readonly record struct PageStateRun(ulong Start, ulong End, PageState State);
