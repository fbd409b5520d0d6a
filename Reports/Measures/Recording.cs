using AllocSim.Reports.Measures.Averages;
using AllocSim.Reports.Measures.Pages;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Reports.Measures;

/// <summary>What the tables and charts of a run are made of.</summary>
/// <param name="policy">The policy of the run.</param>
public abstract class Recording(Policy policy)
{
    /// <summary>The measures that the allocator fills in.</summary>
    public HeapMeasures Measures => Policy.Traits.Measures;

    /// <summary>The policy.</summary>
    public Policy Policy { get; } = policy;

    /// <summary>The gauges of the policy's own that every sample has.</summary>
    public IReadOnlyList<OwnGauge> Gauges => Policy.Gauges;

    /// <summary>The figures that the summary has of them.</summary>
    internal IReadOnlyList<OwnFigure> Figures => Policy.Figures;

    /// <summary>The samples, by time; of a run that only a row is made of, the highest one and the last.</summary>
    public abstract IReadOnlyList<TimelineSample> Samples { get; }

    /// <summary>Objects that live now.</summary>
    public abstract long LiveObjects { get; }

    /// <summary>Calls that should have made an object of at least one byte and could not.</summary>
    public abstract long FailedAllocations { get; }

    /// <summary>How full each range of addresses was; null unless everything is recorded.</summary>
    public virtual AddressHeat? Heat => null;

    /// <summary>The operation after which most bytes were requested, the first one among equals; 0 where none ever were.</summary>
    public abstract long PeakOperation { get; }

    /// <summary>The policy's own tables; where not everything is recorded those that a comparison prints, and none of a run that only a row is made of.</summary>
    public virtual IReadOnlyList<TableData> Own => [];

    /// <summary>Averages over the trace's time, and peaks, of what is known at every operation.</summary>
    public abstract TimeAverages Averages { get; }

    /// <summary>Averages of ratios; null when only totals are recorded.</summary>
    public abstract RatioAverages? Ratios { get; }

    /// <summary>What only files need; null unless everything is recorded.</summary>
    internal virtual RunDetails? Details => null;

    /// <summary>Calls of realloc and rallocx that left a live object where it was.</summary>
    public long ReallocInPlaceCalls { get; private protected set; }

    /// <summary>Calls of realloc and rallocx that moved a live object.</summary>
    public long ReallocMovedCalls { get; private protected set; }
}
