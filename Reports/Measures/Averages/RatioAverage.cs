using System.Runtime.CompilerServices;

namespace AllocSim.Reports.Measures.Averages;

/// <summary>The average of a ratio over the time in which its denominator is not 0.</summary>
internal struct RatioAverage
{
    private double _sum;
    private double _durationNs;
    private double _part;
    private ulong _whole;
    private double _ratio;

    /// <summary>The average; 0 for no time.</summary>
    public readonly double Value => _durationNs == 0 ? 0 : _sum / _durationNs;

    /// <summary>The ratio times the nanoseconds for which it held, summed up.</summary>
    public readonly double Sum => _sum;

    /// <summary>The ratio as it is now; without meaning where <see cref="IsDefined"/> is false.</summary>
    public readonly double Ratio => _ratio;

    /// <summary>Whether there is something that the ratio is of.</summary>
    public readonly bool IsDefined => _whole != 0;

    /// <summary>The ratio was this for a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double passedNs, double part, ulong whole)
    {
        if (whole != 0)
        {
            _sum += passedNs * (part / (long)whole);
            _durationNs += passedNs;
        }
    }

    /// <summary>From now on the ratio is this.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(double part, ulong whole)
    {
        if (part != _part || whole != _whole)
        {
            (_part, _whole, _ratio) = (part, whole, part / (long)whole); // without a whole nobody asks for it
        }
    }

    /// <summary>It was as <see cref="Set"/> said for a time. The quotient of before is the same to the last bit, and a division is most of an addition's time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double passedNs)
    {
        if (_whole != 0)
        {
            _sum += passedNs * _ratio;
            _durationNs += passedNs;
        }
    }

    /// <summary>Its sum was kept elsewhere for a time, and is this now.</summary>
    public void Resume(double passedNs, double sum)
    {
        _sum = sum;
        _durationNs += passedNs;
    }
}
