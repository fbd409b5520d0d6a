namespace AllocSim.Simulator.Contention.Results;

/// <summary>What a thread of a trace did.</summary>
/// <param name="Thread">The thread.</param>
/// <param name="Operations">Operations.</param>
/// <param name="InOperationsNs">Time in them, waiting included; nanoseconds.</param>
/// <param name="ObjectWaitNs">Time waiting for objects that other threads had yet to make, nanoseconds.</param>
public readonly record struct ThreadSummary(SimThread Thread, long Operations, long InOperationsNs, long ObjectWaitNs);
