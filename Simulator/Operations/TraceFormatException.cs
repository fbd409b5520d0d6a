namespace AllocSim.Simulator.Operations;

/// <summary>A trace that cannot be used. The message is one line that names the file, the position and what is wrong.</summary>
public sealed class TraceFormatException : Exception
{
    /// <summary>Makes the error from its whole message.</summary>
    public TraceFormatException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the error from its whole message and what led to it.</summary>
    public TraceFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
