namespace AllocSim.Simulator.Operations;

/// <summary>Which pages of a new object the program writes at once.</summary>
public enum TouchMode
{
    /// <summary>All that the requested size covers.</summary>
    Size,

    /// <summary>Only the one that holds the first byte.</summary>
    First,
}
