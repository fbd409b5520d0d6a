namespace AllocSim.Simulator.Allocation;

/// <summary>Something that must always hold does not: a defect of the simulator, not of its input. The message is one line with the values.</summary>
public sealed class InvariantException : Exception
{
    /// <summary>Makes the error from its message.</summary>
    public InvariantException(string message)
        : base(message)
    {
    }
}
