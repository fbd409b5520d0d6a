namespace AllocSim.Simulator.Contention.Traces;

/// <summary>An object of a trace whose threads run on their own.</summary>
internal struct SharedObject
{
    /// <summary>What it was asked with.</summary>
    public ulong Bytes;

    /// <summary>The thread that waits for it and heads a chain, plus 1; 0 for none.</summary>
    public int Waiter;

    /// <summary>Number of the thread that makes it.</summary>
    public int Maker;

    /// <summary>Calls that ask about it and have been read but are not over.</summary>
    public int Uses;

    /// <summary>Whether the call that makes it is over.</summary>
    public bool Exists;
}
