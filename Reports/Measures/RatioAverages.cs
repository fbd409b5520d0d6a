using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Replay;

namespace AllocSim.Reports.Measures;

/// <summary>Averages over the trace's time of ratios, and of what the allocator says of itself, taken at every operation.</summary>
/// <remarks>A ratio counts only while its denominator is not 0; its average is over that time.</remarks>
public sealed class RatioAverages
{
    private readonly IAllocator _allocator;
    private readonly AcquisitionCounter? _changes;
    private HeapTotals _totals;
    private long _lastChange = -1;
    private double _sinceChangeNs;
    private long _lastNs = long.MinValue;
    private RatioAverage _overhead;
    private RatioAverage _internal;
    private RatioAverage _external;
    private RatioAverage _page;
    private RatioAverage _virtual;
    private RatioAverage _livePages;

    /// <summary>Makes an empty record.</summary>
    /// <param name="allocator">Whose totals are read.</param>
    /// <param name="changes">Stands still while the totals do; null to read them at every operation.</param>
    /// <param name="own">Gauges of the policy's own.</param>
    public RatioAverages(IAllocator allocator, AcquisitionCounter? changes, int own = 0)
    {
        Totals = new TotalsRange(own);
        _allocator = allocator;
        _changes = changes;
    }

    /// <summary>What the allocator says of itself.</summary>
    public TotalsRange Totals { get; }

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

    /// <summary>Time moves on to <paramref name="timeNs"/>; until then the values were these, and the allocator's totals what they still are.</summary>
    public void Advance(long timeNs, ulong requested, ulong resident, ulong livePages)
    {
        if (_changes is null || _changes.Count != _lastChange)
        {
            CloseTotals();
            _lastChange = _changes?.Count ?? -1;
            _allocator.ReadTotals(ref _totals);
        }

        if (_lastNs != long.MinValue && timeNs > _lastNs)
        {
            double passed = timeNs - _lastNs;
            _sinceChangeNs += passed;
            _overhead.Add(passed, (double)resident - requested, requested);
            _internal.Add(passed, (double)_totals.AllocatedBytes - requested, _totals.AllocatedBytes);
            _page.Add(passed, (double)resident - livePages, resident);
            _livePages.Add(passed, livePages, _totals.ActiveBytes);
        }

        _lastNs = Math.Max(timeNs, _lastNs);
    }

    /// <summary>The run has ended.</summary>
    public void Finish() => CloseTotals();

    /// <summary>What has held since the totals were read goes into the sums.</summary>
    private void CloseTotals()
    {
        Totals.Add(_sinceChangeNs, _totals);
        _external.Add(_sinceChangeNs, (double)_totals.ActiveBytes - _totals.AllocatedBytes, _totals.ActiveBytes);
        _virtual.Add(_sinceChangeNs, _totals.RetainedBytes, _totals.MappedBytes + _totals.RetainedBytes);
        _sinceChangeNs = 0;
    }
}
