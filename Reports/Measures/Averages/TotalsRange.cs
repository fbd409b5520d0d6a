using AllocSim.Simulator.Allocation;

namespace AllocSim.Reports.Measures.Averages;

/// <summary>Peaks, and averages over the trace's time, of what an allocator says of itself.</summary>
public sealed class TotalsRange
{
    private readonly int _own;
    private double _durationNs;
    private double _allocatedByteNs;
    private double _activeByteNs;
    private double _residentByteNs;
    private double _mappedByteNs;
    private double _retainedByteNs;
    private double _metadataByteNs;
    private HeapTotals _peak;

    /// <summary>Makes an empty record.</summary>
    /// <param name="own">Gauges of the policy's own.</param>
    public TotalsRange(int own = 0)
    {
        _own = own;
    }

    /// <summary>The largest value of each, not necessarily at one time.</summary>
    public ref readonly HeapTotals Peak => ref _peak;

    /// <summary>Allocated bytes on average.</summary>
    public double MeanAllocatedBytes => Mean(_allocatedByteNs);

    /// <summary>Active bytes on average.</summary>
    public double MeanActiveBytes => Mean(_activeByteNs);

    /// <summary>Resident bytes, as the allocator says, on average.</summary>
    public double MeanResidentBytes => Mean(_residentByteNs);

    /// <summary>Mapped bytes on average.</summary>
    public double MeanMappedBytes => Mean(_mappedByteNs);

    /// <summary>Retained bytes on average.</summary>
    public double MeanRetainedBytes => Mean(_retainedByteNs);

    /// <summary>Bytes of metadata on average.</summary>
    public double MeanMetadataBytes => Mean(_metadataByteNs);

    /// <summary>The totals were these for a time, which may be 0.</summary>
    public void Add(double passedNs, in HeapTotals totals)
    {
        _durationNs += passedNs;
        _allocatedByteNs += passedNs * totals.AllocatedBytes;
        _activeByteNs += passedNs * totals.ActiveBytes;
        _residentByteNs += passedNs * totals.ResidentBytes;
        _mappedByteNs += passedNs * totals.MappedBytes;
        _retainedByteNs += passedNs * totals.RetainedBytes;
        _metadataByteNs += passedNs * totals.MetadataBytes;
        _peak.AllocatedBytes = Math.Max(_peak.AllocatedBytes, totals.AllocatedBytes);
        _peak.ActiveBytes = Math.Max(_peak.ActiveBytes, totals.ActiveBytes);
        _peak.ResidentBytes = Math.Max(_peak.ResidentBytes, totals.ResidentBytes);
        _peak.MappedBytes = Math.Max(_peak.MappedBytes, totals.MappedBytes);
        _peak.RetainedBytes = Math.Max(_peak.RetainedBytes, totals.RetainedBytes);
        _peak.MetadataBytes = Math.Max(_peak.MetadataBytes, totals.MetadataBytes);
        for (int i = 0; i < _own; i++)
        {
            _peak.Own[i] = Math.Max(_peak.Own[i], totals.Own[i]);
        }
    }

    private double Mean(double byteNs) => _durationNs == 0 ? 0 : byteNs / _durationNs;
}
