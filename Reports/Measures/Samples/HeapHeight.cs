using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Reports.Measures.Samples;

/// <summary>How high a heap stands at one instant: what the ratios of a summary are made of. A quarter of a <see cref="TimelineSample"/>.</summary>
internal struct HeapHeight
{
    public long Operation;
    public long TimeNs;
    public ulong RequestedBytes;
    public ulong LivePageBytes;
    public ulong TrueResidentBytes;
    public ulong AllocatedBytes;
    public ulong ActiveBytes;
    public ulong MappedBytes;
    public ulong RetainedBytes;

    /// <summary>The sample that has these values and no others.</summary>
    /// <param name="said">What the allocator says; the rest is empty.</param>
    public readonly TimelineSample Sample(HeapMeasures said) => new()
    {
        Operation = Operation,
        TimeNs = TimeNs,
        RequestedBytes = RequestedBytes,
        LivePageBytes = LivePageBytes,
        TrueResidentBytes = TrueResidentBytes,
        AllocatedBytes = said.Value(HeapMeasures.Allocated, AllocatedBytes),
        ActiveBytes = said.Value(HeapMeasures.Active, ActiveBytes),
        MappedBytes = said.Value(HeapMeasures.Mapped, MappedBytes),
        RetainedBytes = said.Value(HeapMeasures.Retained, RetainedBytes),
    };
}
