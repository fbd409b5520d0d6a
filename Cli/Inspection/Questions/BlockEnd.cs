using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Inspection.Questions;

/// <summary>How an object of the trace ended.</summary>
/// <param name="Operation">The operation that ended it.</param>
/// <param name="TimeNs">When, nanoseconds on the trace's clock.</param>
/// <param name="Thread">The thread that did.</param>
/// <param name="Call">The call that did.</param>
/// <param name="Successor">The object that took its place, where that call was a realloc; -1 for none.</param>
internal sealed record BlockEnd(long Operation, long TimeNs, int Thread, OperationKind Call, long Successor);
