namespace AllocSim.Simulator.Replay;

/// <summary>What the replay remembers of one live object.</summary>
public struct ObjectEntry
{
    /// <summary>Where it is; 0 when there is none, or when its allocation failed.</summary>
    public ulong Address;

    /// <summary>The size that the program asked for, in bytes.</summary>
    public ulong Size;
}
