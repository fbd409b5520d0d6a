namespace AllocSim.Simulator.Contention;

/// <summary>What a thread does next.</summary>
public enum NextStep
{
    /// <summary>Plays its script, which has been filled in.</summary>
    Play,

    /// <summary>Thinks for <see cref="SimThread.ThinkNs"/>.</summary>
    Think,

    /// <summary>Waits until it is resumed.</summary>
    Wait,

    /// <summary>Ends.</summary>
    End,
}
