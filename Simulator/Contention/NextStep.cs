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

    /// <summary>Waits until it is resumed, which may be soon: it keeps its CPU at first, for two context switches.</summary>
    Watch,

    /// <summary>Ends.</summary>
    End,
}
