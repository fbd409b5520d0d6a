using AllocSim.Simulator.Replay;

namespace AllocSim.Reports.Measures;

/// <summary>Averages over the trace's time of ratios, and of what the allocator says of itself, taken at every operation.</summary>
/// <remarks>A ratio counts only while its denominator is not 0; its average is over that time.</remarks>
public sealed class RatioAverages
{
    private readonly IAllocator _allocator;
    private HeapTotals _totals;
    private long _lastNs = long.MinValue;
    private double _durationNs;
    private double _allocatedByteNs;
    private double _activeByteNs;
    private Average _overhead;
    private Average _internal;
    private Average _external;
    private Average _page;
    private Average _virtual;
    private Average _livePages;

    /// <summary>Makes an empty record.</summary>
    /// <param name="allocator">Whose totals are read.</param>
    public RatioAverages(IAllocator allocator)
    {
        _allocator = allocator;
    }

    /// <summary>Resident / requested - 1.</summary>
    public double Overhead => _overhead.Value;

    /// <summary>1 - requested / allocated.</summary>
    public double InternalFragmentation => _internal.Value;

    /// <summary>1 - allocated / active.</summary>
    public double ExternalFragmentation => _external.Value;

    /// <summary>1 - pages with a live byte / resident.</summary>
    public double PageFragmentation => _page.Value;

    /// <summary>Retained / (mapped + retained).</summary>
    public double VirtualFragmentation => _virtual.Value;

    /// <summary>Pages with a live byte / active.</summary>
    public double LivePages => _livePages.Value;

    /// <summary>Allocated bytes.</summary>
    public double AllocatedBytes => _durationNs == 0 ? 0 : _allocatedByteNs / _durationNs;

    /// <summary>Active bytes.</summary>
    public double ActiveBytes => _durationNs == 0 ? 0 : _activeByteNs / _durationNs;

    /// <summary>Time moves on to <paramref name="timeNs"/>; until then the values were these, and the allocator's totals what they still are.</summary>
    public void Advance(long timeNs, ulong requested, ulong resident, ulong livePages)
    {
        if (_lastNs != long.MinValue && timeNs > _lastNs)
        {
            _allocator.ReadTotals(ref _totals);
            double passed = timeNs - _lastNs;
            _durationNs += passed;
            _allocatedByteNs += passed * _totals.AllocatedBytes;
            _activeByteNs += passed * _totals.ActiveBytes;
            _overhead.Add(passed, (double)resident - requested, requested);
            _internal.Add(passed, (double)_totals.AllocatedBytes - requested, _totals.AllocatedBytes);
            _external.Add(passed, (double)_totals.ActiveBytes - _totals.AllocatedBytes, _totals.ActiveBytes);
            _page.Add(passed, (double)resident - livePages, resident);
            _virtual.Add(passed, _totals.RetainedBytes, _totals.MappedBytes + _totals.RetainedBytes);
            _livePages.Add(passed, livePages, _totals.ActiveBytes);
        }

        _lastNs = Math.Max(timeNs, _lastNs);
    }

    private struct Average
    {
        private double _sum;
        private double _durationNs;

        public readonly double Value => _durationNs == 0 ? 0 : _sum / _durationNs;

        public void Add(double passedNs, double part, ulong whole)
        {
            if (whole != 0)
            {
                _sum += passedNs * (part / whole);
                _durationNs += passedNs;
            }
        }
    }
}
