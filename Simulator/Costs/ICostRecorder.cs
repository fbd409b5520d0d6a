namespace AllocSim.Simulator.Costs;

/// <summary>Is told what an allocator does that takes time. A serial run has none.</summary>
public interface ICostRecorder
{
    /// <summary>Something was done so many times.</summary>
    void Charge(CostKind kind, long count = 1);
}
