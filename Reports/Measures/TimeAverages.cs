namespace AllocSim.Reports.Measures;

/// <summary>Averages over the trace's time and peaks, taken at every operation, so that nothing between two samples is missed.</summary>
public sealed class TimeAverages
{
    private long _lastNs = long.MinValue;
    private long _firstNs;
    private UInt128 _requestedByteNs;
    private UInt128 _residentByteNs;
    private UInt128 _livePageByteNs;

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
    public double MeanRequestedBytes => Mean(_requestedByteNs);

    /// <summary>Resident bytes, averaged over time.</summary>
    public double MeanResidentBytes => Mean(_residentByteNs);

    /// <summary>Bytes in pages that hold a live byte, averaged over time.</summary>
    public double MeanLivePageBytes => Mean(_livePageByteNs);

    /// <summary>Time moves on to <paramref name="timeNs"/>; until then the values were these.</summary>
    public void Advance(long timeNs, ulong requested, ulong resident, ulong livePages)
    {
        if (_lastNs == long.MinValue)
        {
            _firstNs = timeNs;
        }
        else if (timeNs > _lastNs)
        {
            ulong passed = (ulong)(timeNs - _lastNs);
            _requestedByteNs += (UInt128)passed * requested;
            _residentByteNs += (UInt128)passed * resident;
            _livePageByteNs += (UInt128)passed * livePages;
        }

        _lastNs = timeNs;
    }

    /// <summary>An operation has changed the values.</summary>
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

    private double Mean(UInt128 byteNs) => DurationNs == 0 ? 0 : (double)byteNs / DurationNs;
}
