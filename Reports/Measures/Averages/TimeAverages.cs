using System.Runtime.CompilerServices;

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
        if (resident != _residentBytes || livePages != _livePageBytes || ratios is { IsStale: true })
        {
            Change(timeNs, requested, resident, livePages);
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

    /// <summary>The run has ended.</summary>
    public void Finish()
    {
        EndStretch();
        ratios?.Finish();
    }

    /// <summary>A stretch ends at the last event, and with that event the next begins.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Change(long timeNs, ulong requested, ulong resident, ulong livePages)
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
        ratios?.BeginStretch(resident, livePages);
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
