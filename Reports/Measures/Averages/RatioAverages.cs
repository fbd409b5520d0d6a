using System.Runtime.CompilerServices;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Locks;

namespace AllocSim.Reports.Measures.Averages;

/// <summary>Averages over the trace's time of ratios, and of what the allocator says of itself, taken at every operation.</summary>
/// <remarks>A ratio counts only while its denominator is not 0; its average is over that time. <see cref="TimeAverages"/> says when time passes.</remarks>
public sealed partial class RatioAverages
{
    private readonly IAllocator _allocator;
    private readonly AcquisitionCounter? _changes;
    private HeapTotals _totals;
    private long _lastChange = -1;
    private double _sinceChangeNs;
    private double _overheadSum;
    private double _overheadNs;
    private RatioAverage _internal;
    private RatioAverage _external;
    private RatioAverage _page;
    private RatioAverage _virtual;
    private RatioAverage _livePages;

    /// <summary>Makes an empty record.</summary>
    /// <param name="allocator">Whose totals are read.</param>
    /// <param name="changes">Stands still while the totals do; null to read them at every operation.</param>
    /// <param name="own">Gauges of the policy's own.</param>
    /// <param name="addsStretches">Whether it is added up once for each stretch in which the totals stand still, where that is known, and not at every operation.</param>
    public RatioAverages(IAllocator allocator, AcquisitionCounter? changes, int own = 0, bool addsStretches = true)
    {
        AddsStretches = addsStretches && changes is not null;
        Totals = new TotalsRange(own);
        _allocator = allocator;
        _changes = changes;
    }

    /// <summary>What the allocator says of itself.</summary>
    public TotalsRange Totals { get; }

    /// <summary>Resident / requested - 1.</summary>
    public double Overhead => _overheadNs == 0 ? 0 : _overheadSum / _overheadNs;

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

    /// <summary>The totals as they were read last.</summary>
    internal ref readonly HeapTotals Last => ref _totals;

    /// <summary>Whether the allocator's totals may have changed since they were read.</summary>
    internal bool IsStale
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _changes is null || _changes.Count != _lastChange;
    }

    /// <summary>Whether what follows from the totals is added up for a stretch at once, so that a change of them ends it.</summary>
    internal bool AddsStretches { get; }

    /// <summary>An operation's time has passed, in which the values were these and the totals those that were read last: adds what does not wait for the end of a stretch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AddOperation(long passedNs, ulong requested, ulong resident)
    {
        double passed = passedNs;
        if (requested != 0)
        {
            double live = (long)requested;
            _overheadSum += passed * (((long)resident - live) / live);
            _overheadNs += passed;
        }

        if (!AddsStretches && passedNs != 0)
        {
            AddTotals(passed);
            AddRatios(passed, ByteTime.Mean(passedNs, requested));
        }
    }

    /// <summary>A stretch has ended, in which all but the requested bytes were the same, with the totals that were read last.</summary>
    /// <param name="passedNs">Its length.</param>
    /// <param name="requestedByteNs">Requested bytes, summed up over it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void EndStretch(double passedNs, double requestedByteNs)
    {
        if (AddsStretches)
        {
            _sinceChangeNs += passedNs;
            AddRatios(passedNs, requestedByteNs / passedNs);
        }
    }

    /// <summary>A stretch begins.</summary>
    /// <param name="resident">Resident bytes in it.</param>
    /// <param name="livePages">Bytes in pages that hold a live byte.</param>
    /// <param name="isStale">Whether the totals may have changed, and are to be read again.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void BeginStretch(ulong resident, ulong livePages, bool isStale)
    {
        _page.Set((double)(long)resident - (long)livePages, resident);
        if (isStale)
        {
            CloseTotals();
            ReadTotals(livePages);
        }
        else
        {
            _livePages.Set((long)livePages, _totals.ActiveBytes);
        }
    }

    /// <summary>The totals may have changed.</summary>
    /// <param name="livePages">Bytes in pages that hold a live byte.</param>
    internal void ReadTotals(ulong livePages)
    {
        _lastChange = _changes?.Count ?? -1;
        _allocator.ReadTotals(ref _totals);
        UseTotals(livePages);
    }

    /// <summary>These are the totals until the event that comes next; they are added with it.</summary>
    internal void Expect(in HeapTotals totals) => _totals = totals;

    private void UseTotals(ulong livePages)
    {
        Totals.Set(_totals);
        _external.Set((double)(long)_totals.ActiveBytes - (long)_totals.AllocatedBytes, _totals.ActiveBytes);
        _virtual.Set((long)_totals.RetainedBytes, _totals.MappedBytes + _totals.RetainedBytes);
        _livePages.Set((long)livePages, _totals.ActiveBytes);
    }

    /// <summary>The run has ended.</summary>
    internal void Finish() => CloseTotals();

    /// <summary>What has held since the totals were read goes into the sums.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CloseTotals()
    {
        if (_sinceChangeNs != 0)
        {
            AddTotals(_sinceChangeNs);
            _sinceChangeNs = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddTotals(double passedNs)
    {
        Totals.Add(passedNs);
        _external.Add(passedNs);
        _virtual.Add(passedNs);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddRatios(double passedNs, double requested)
    {
        _internal.Add(passedNs, (long)_totals.AllocatedBytes - requested, _totals.AllocatedBytes);
        _page.Add(passedNs);
        _livePages.Add(passedNs);
    }
}
