using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>A number of an allocator's own that every sample has: a column of timeline.csv. Its place in <see cref="Policy.Gauges"/> is its index in <see cref="HeapTotals.Own"/>.</summary>
/// <param name="Name">Its column: lower-case, the unit last.</param>
/// <param name="Unit">bytes, pages, ns, or empty for a plain number.</param>
/// <param name="Kind">A gauge or a counter.</param>
/// <param name="Help">What it says, in one line.</param>
public sealed record OwnGauge(string Name, string Unit, ColumnKind Kind, string Help = "")
{
    /// <summary>Whether it counts work done, and stands at the end of the table; otherwise it says where memory is, and stands behind the metadata.</summary>
    public bool IsWork { get; init; }
}
