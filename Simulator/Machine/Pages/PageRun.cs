namespace AllocSim.Simulator.Machine.Pages;

/// <summary>Pages in a row that are alike.</summary>
/// <param name="Start">Address of the first page.</param>
/// <param name="End">First address behind the last one.</param>
/// <param name="IsZero">Only read: the zero page; otherwise memory of their own, lazily freed included.</param>
public readonly record struct PageRun(ulong Start, ulong End, bool IsZero);
