using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Locks;

namespace AllocSim.Reports.Measures.Averages;

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
    private Vector256<double> _sums;
    private Vector256<double> _durationsNs;
    private RatioAverage _external;
    private RatioAverage _virtual;

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
    public double Overhead => Average(0);

    /// <summary>1 - requested / allocated.</summary>
    public double InternalFragmentation => Average(1);

    /// <summary>1 - allocated / active.</summary>
    public double ExternalFragmentation => _external.Value;

    /// <summary>1 - pages with a live byte / resident.</summary>
    public double PageFragmentation => Average(2);

    /// <summary>Retained / (mapped + retained).</summary>
    public double VirtualFragmentation => _virtual.Value;

    /// <summary>Pages with a live byte / active.</summary>
    public double LivePages => Average(3);

    /// <summary>Time moves on to <paramref name="timeNs"/>; until then the values were these, and the allocator's totals what they still are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(long timeNs, ulong requested, ulong resident, ulong livePages)
    {
        if (_changes is null || _changes.Count != _lastChange)
        {
            ReadTotals();
        }

        if (_lastNs != long.MinValue && timeNs > _lastNs)
        {
            double passed = timeNs - _lastNs;
            _sinceChangeNs += passed;
            Add(passed, (long)requested, (long)resident, (long)livePages);
        }

        _lastNs = Math.Max(timeNs, _lastNs);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReadTotals()
    {
        CloseTotals();
        _lastChange = _changes?.Count ?? -1;
        _allocator.ReadTotals(ref _totals);
    }

    // The ratios that change with every operation, side by side: overhead, internal fragmentation, page fragmentation, live pages.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(double passed, double requested, double resident, double livePages)
    {
        double allocated = (long)_totals.AllocatedBytes;
        Vector256<double> parts = Vector256.Create(resident - requested, allocated - requested, resident - livePages, livePages);
        Vector256<double> wholes = Vector256.Create(requested, allocated, resident, (long)_totals.ActiveBytes);
        Vector256<double> none = Vector256.Equals(wholes, Vector256<double>.Zero);
        Vector256<double> time = Vector256.Create(passed);
        _sums += Vector256.AndNot(time * (parts / wholes), none);
        _durationsNs += Vector256.AndNot(time, none);
    }

    private double Average(int ratio) => _durationsNs[ratio] == 0 ? 0 : _sums[ratio] / _durationsNs[ratio];

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
