namespace AllocSim.Cli.Inspection;

/// <summary>A place that an object of the trace has, and what made it.</summary>
internal struct TracedBlock
{
    /// <summary>The object's number in the trace.</summary>
    public long Number;

    /// <summary>Its address; 0 for no object.</summary>
    public ulong Address;

    /// <summary>Bytes asked for.</summary>
    public ulong Size;

    /// <summary>The operation that made it.</summary>
    public long Operation;

    /// <summary>When, nanoseconds on the trace's clock.</summary>
    public long TimeNs;

    /// <summary>The thread that did.</summary>
    public int Thread;

    /// <summary>Number of the call stack that did, from 1; 0 without one.</summary>
    public int Stack;

    /// <summary>Whether an address lies in it; an object of no bytes has its first.</summary>
    public readonly bool Holds(ulong address) => Address != 0 && unchecked(address - Address) < Math.Max(Size, 1);
}
