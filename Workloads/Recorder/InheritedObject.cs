using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Recorder;

/// <summary>An object that was alive in a process when it forked.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Kind">The call that made it; of a realloc malloc.</param>
/// <param name="Size">Requested bytes; for calloc those of one element.</param>
/// <param name="Extra">calloc: the count; memalign: the alignment.</param>
/// <param name="Flags">Flags of mallocx.</param>
internal readonly record struct InheritedObject(ulong Address, OperationKind Kind, ulong Size, ulong Extra, int Flags);
