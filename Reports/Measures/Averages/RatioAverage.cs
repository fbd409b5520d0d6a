namespace AllocSim.Reports.Measures.Averages;

/// <summary>The average of a ratio over the time in which its denominator is not 0.</summary>
internal struct RatioAverage
{
    private double _sum;
    private double _durationNs;

    /// <summary>The average; 0 for no time.</summary>
    public readonly double Value => _durationNs == 0 ? 0 : _sum / _durationNs;

    /// <summary>The ratio was this for a time.</summary>
    public void Add(double passedNs, double part, ulong whole)
    {
        if (whole != 0)
        {
            _sum += passedNs * (part / whole);
            _durationNs += passedNs;
        }
    }
}
