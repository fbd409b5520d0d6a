namespace AllocSim.Simulator.Contention;

/// <summary>A CPU of a <see cref="ContentionKernel"/>.</summary>
public sealed class SimCpu
{
    /// <summary>Time in which a thread had it, switching to it included; nanoseconds.</summary>
    public long BusyNs { get; internal set; }

    /// <summary>Times that it went over to a thread.</summary>
    public long Dispatches { get; internal set; }

    internal SimThread? Thread { get; set; }

    internal SimThread? LastThread { get; set; }

    internal long DispatchedNs { get; set; }

    internal long SliceEndNs { get; set; }

    internal bool HasTimer { get; set; }
}
