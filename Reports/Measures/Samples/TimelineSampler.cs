using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Measures.Samples;

/// <summary>Keeps whole samples: the rows of timeline.csv.</summary>
/// <param name="reader">Who reads the state.</param>
/// <param name="details">Who adds to a sample what only files need; null where there are none.</param>
internal sealed class TimelineSampler(SampleReader reader, RunDetails? details) : ISampler
{
    private readonly List<TimelineSample> _samples = [];
    private ulong _peakRequestedBytes;

    /// <inheritdoc/>
    public IReadOnlyList<TimelineSample> Samples
        => details is null ? _samples : [.. _samples.Zip(details.TouchedPages, (sample, touched) => sample with { TouchedPages = touched })];

    /// <inheritdoc/>
    public void Take(long index, long timeNs)
    {
        bool isPeak = reader.RequestedBytes > _peakRequestedBytes;
        TimelineSample sample = reader.Read(index, timeNs);
        _samples.Add(details?.Sample(sample, isPeak) ?? sample);
        if (isPeak)
        {
            _peakRequestedBytes = reader.RequestedBytes;
        }
    }

    /// <inheritdoc/>
    public void Thin(SampleSchedule schedule)
    {
        ReadOnlySpan<int> staying = schedule.Thin(_samples, sample => (sample.Operation, sample.TimeNs));
        if (staying.Length > 0)
        {
            details?.Thin(staying);
        }
    }

    /// <inheritdoc/>
    public void Finish(long index, long timeNs) => Take(index, timeNs);
}
