using System.Runtime.CompilerServices;

namespace AllocSim.Reports.Measures.Averages;

/// <summary>Averages over the trace's time and peaks, taken at every operation, so that nothing between two samples is missed.</summary>
public sealed class TimeAverages
{
    private long _lastNs = long.MinValue;
    private long _firstNs;
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

    /// <summary>Resident bytes, averaged over time.</summary>
    public double MeanResidentBytes => Mean(_resident);

    /// <summary>Bytes in pages that hold a live byte, averaged over time.</summary>
    public double MeanLivePageBytes => Mean(_livePages);

    /// <summary>Time moves on to <paramref name="timeNs"/>; until then the values were these.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(long timeNs, ulong requested, ulong resident, ulong livePages)
    {
        if (_lastNs == long.MinValue)
        {
            _firstNs = timeNs;
        }
        else if (timeNs > _lastNs)
        {
            ulong passed = (ulong)(timeNs - _lastNs);
            _requested.Add(passed, requested);
            _resident.Add(passed, resident);
            _livePages.Add(passed, livePages);
        }

        _lastNs = timeNs;
    }

    /// <summary>An operation has changed the values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Observe(ulong requested, ulong resident, ulong livePages)
    {
        if (requested > PeakRequestedBytes)
        {
            PeakRequestedBytes = requested;
            ResidentBytesAtPeak = resident;
        }

        if (resident > PeakResidentBytes)
        {
            PeakResidentBytes = resident;
            RequestedBytesAtResidentPeak = requested;
        }

        PeakLivePageBytes = Math.Max(PeakLivePageBytes, livePages);
    }

    private double Mean(in ByteTime sum) => DurationNs == 0 ? 0 : (double)sum.ByteNs / DurationNs;
}
