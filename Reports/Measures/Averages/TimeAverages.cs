using System.Runtime.CompilerServices;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Operations;

namespace AllocSim.Reports.Measures.Averages;

/// <summary>Averages over the trace's time and peaks, taken at every operation, so that nothing between two samples is missed.</summary>
/// <remarks>
/// Requested bytes change with every operation, pages seldom. So an operation adds to what follows from the former alone, and a <em>stretch</em>, in which pages and the allocator's
/// totals stay the same, is added when it ends: a point of a sweep takes two thirds of the time.
/// </remarks>
/// <param name="ratios">Averages of ratios, kept along; null where nobody asks for them.</param>
public sealed class TimeAverages(RatioAverages? ratios = null)
{
    private long _lastNs = long.MinValue;
    private long _firstNs;
    private long _stretchNs;
    private ulong _residentBytes = ulong.MaxValue;
    private ulong _livePageBytes;
    private ByteTime _requestedBefore;
    private ByteTime _requested;
    private ByteTime _resident;
    private ByteTime _livePages;

    /// <summary>Most bytes that the program held at once.</summary>
    public ulong PeakRequestedBytes { get; private set; }

    /// <summary>Most bytes that had memory behind them.</summary>
    public ulong PeakResidentBytes { get; private set; }

    /// <summary>Most bytes in pages that held a live byte.</summary>
    public ulong PeakLivePageBytes { get; private set; }

    /// <summary>Resident bytes when requested bytes were at their peak for the first time.</summary>
    public ulong ResidentBytesAtPeak { get; private set; }

    /// <summary>Requested bytes when resident bytes were at their peak for the first time.</summary>
    public ulong RequestedBytesAtResidentPeak { get; private set; }

    /// <summary>Time covered, nanoseconds.</summary>
    public long DurationNs => _lastNs == long.MinValue ? 0 : _lastNs - _firstNs;

    /// <summary>Requested bytes, averaged over time.</summary>
    public double MeanRequestedBytes => Mean(_requested);

    /// <summary>Resident bytes, averaged over time; known after <see cref="Finish"/>.</summary>
    public double MeanResidentBytes => Mean(_resident);

    /// <summary>Bytes in pages that hold a live byte, averaged over time; known after <see cref="Finish"/>.</summary>
    public double MeanLivePageBytes => Mean(_livePages);

    /// <summary>Time moves on to <paramref name="timeNs"/>; since the event before the values were these, and the allocator's totals what they still are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(long timeNs, ulong requested, ulong resident, ulong livePages)
    {
        bool isStale = ratios is { IsStale: true };
        if (resident != _residentBytes || livePages != _livePageBytes || isStale)
        {
            Change(timeNs, requested, resident, livePages, isStale);
        }

        if (requested > PeakRequestedBytes)
        {
            PeakRequestedBytes = requested;
            ResidentBytesAtPeak = resident;
        }

        long passedNs = timeNs - _lastNs;
        _lastNs = timeNs;
        _requested.Add((ulong)passedNs, requested);
        ratios?.AddOperation(passedNs, requested, resident);
    }

    /// <summary>Time moves on over some events, until which pages and totals stayed as they were when they last changed, or the totals went their own way.</summary>
    /// <param name="demand">What the trace asks for.</param>
    /// <param name="from">The first of the events.</param>
    /// <param name="to">The first one behind them.</param>
    /// <param name="totals">The allocator's totals until each of the events; empty where they stayed the same.</param>
    internal void AddRow(Demand demand, int from, int to, ReadOnlySpan<HeapTotals> totals)
    {
        if (from == to)
        {
            return;
        }

        ReadOnlySpan<ulong> requested = demand.RequestedBytes(from, to);
        if (demand.PeakEvent >= from && demand.PeakEvent < to && requested[demand.PeakEvent - from] > 0)
        {
            (PeakRequestedBytes, ResidentBytesAtPeak) = (requested[demand.PeakEvent - from], _residentBytes);
        }

        _lastNs = demand.TimeNs(to - 1);
        _requested.Add(demand.ByteNs(from, to));
        ratios?.AddRow(demand.TimesNs(from, to), requested, demand.PeakBytes, _residentBytes, _livePageBytes, totals);
    }

    /// <summary>The run has ended.</summary>
    public void Finish()
    {
        EndStretch();
        ratios?.Finish();
    }

    /// <summary>A stretch ends at the last event, and with that event the next begins.</summary>
    /// <param name="timeNs">When the next stretch's first state ends.</param>
    /// <param name="requested">Requested bytes until then.</param>
    /// <param name="resident">Resident bytes in the next stretch.</param>
    /// <param name="livePages">Bytes in pages that hold a live byte.</param>
    /// <param name="isStale">Whether the allocator's totals may have changed.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void Change(long timeNs, ulong requested, ulong resident, ulong livePages, bool isStale)
    {
        if (ratios is { AddsStretches: false } && resident == _residentBytes && livePages == _livePageBytes)
        {
            ratios.ReadTotals(livePages); // no stretch depends on them
            return;
        }

        if (_lastNs == long.MinValue)
        {
            _firstNs = _lastNs = _stretchNs = timeNs;
        }

        EndStretch();
        ratios?.BeginStretch(resident, livePages, isStale);
        _residentBytes = resident;
        _livePageBytes = livePages;
        if (resident > PeakResidentBytes)
        {
            PeakResidentBytes = resident;
            RequestedBytesAtResidentPeak = requested;
        }

        PeakLivePageBytes = Math.Max(PeakLivePageBytes, livePages);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void EndStretch()
    {
        ulong passedNs = (ulong)(_lastNs - _stretchNs);
        if (passedNs != 0)
        {
            _resident.Add(passedNs, _residentBytes);
            _livePages.Add(passedNs, _livePageBytes);
            ratios?.EndStretch(passedNs, _requested.Since(_requestedBefore));
        }

        _stretchNs = _lastNs;
        _requestedBefore = _requested;
    }

    private double Mean(in ByteTime sum) => DurationNs == 0 ? 0 : (double)sum.ByteNs / DurationNs;
}
