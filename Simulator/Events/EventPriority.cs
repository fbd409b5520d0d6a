namespace AllocSim.Simulator.Events;

/// <summary>Which of several events at the same nanosecond comes first: the lower value.</summary>
public enum EventPriority : byte
{
    /// <summary>A thread goes on within an operation: what it gives up is free before anybody else asks for it.</summary>
    Step,

    /// <summary>A waiting thread sees, or is handed, what it waited for.</summary>
    Wake,

    /// <summary>A thread reaches its next operation.</summary>
    Operation,

    /// <summary>A time slice ends, a background thread is due.</summary>
    Timer,

    /// <summary>Somebody looks at the state.</summary>
    Sample,
}
