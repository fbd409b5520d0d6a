namespace AllocSim.Simulator.Operations;

/// <summary>The call stacks of a trace while it is replayed, for an allocator that looks at who calls it.</summary>
public interface ICallStackSource
{
    /// <summary>Number of the call stack of the operation under way, from 1; 0 where the trace has none for it.</summary>
    int Current { get; }

    /// <summary>Texts that name the frames of a call stack, innermost first.</summary>
    IReadOnlyList<string> Frames(int number);
}
