using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Differential.Explaining;

/// <summary>An operation with the trace's numbers of its objects.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Number">Number of its object, or -1.</param>
/// <param name="Old">Number of the object that it gives up, or -1.</param>
/// <param name="Index">Its index in the whole trace.</param>
internal readonly record struct ListedOperation(Operation Operation, long Number, long Old, long Index)
{
    /// <summary>Whether it makes an object.</summary>
    public bool Makes => Operation.Kind is < OperationKind.Free or OperationKind.Mallocx or OperationKind.Rallocx;

    /// <summary>Number of the object that has to be there before; -1 for none.</summary>
    public long Needs => Makes ? Old : Operation.Kind is OperationKind.Free or OperationKind.Xallocx or OperationKind.Sallocx or OperationKind.Dallocx or OperationKind.Sdallocx ? Number : -1;
}
