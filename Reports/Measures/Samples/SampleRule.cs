namespace AllocSim.Reports.Measures.Samples;

/// <summary>When samples are taken: every so many operations, every so many nanoseconds of the trace, or as often as keeps a run at about a thousand.</summary>
public sealed record SampleRule
{
    private SampleRule()
    {
    }

    /// <summary>As often as it takes to end with 512 to 1024 samples, whatever the length of the trace.</summary>
    public static SampleRule Adaptive { get; } = new();

    /// <summary>Operations between two samples; 0 when another rule holds.</summary>
    public long Operations { get; private init; }

    /// <summary>Nanoseconds between two samples; 0 when another rule holds.</summary>
    public long Nanoseconds { get; private init; }

    /// <summary>A sample every <paramref name="count"/> operations.</summary>
    public static SampleRule EveryOperations(long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new SampleRule { Operations = count };
    }

    /// <summary>A sample every <paramref name="nanoseconds"/> of the trace's clock.</summary>
    public static SampleRule EveryNanoseconds(long nanoseconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nanoseconds, 1);
        return new SampleRule { Nanoseconds = nanoseconds };
    }
}
