namespace AllocSim.Reports.Measures;

/// <summary>Decides, operation by operation, whether a sample is due, and thins what was kept when an adaptive rule asks for it.</summary>
/// <remarks>Adaptive: the interval starts at one operation; each time <see cref="KeptMax"/> samples are kept, every second one goes and the interval doubles.</remarks>
public sealed class SampleSchedule
{
    private readonly SampleRule _rule;
    private readonly int _keptMax;
    private long _interval;
    private long _nextIndex;
    private long _nextTimeNs = long.MinValue;

    /// <summary>Makes a schedule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="keptMax">Most samples that an adaptive rule keeps; even.</param>
    public SampleSchedule(SampleRule rule, int keptMax = 1024)
    {
        _rule = rule;
        _keptMax = keptMax;
        _interval = rule.Operations > 0 ? rule.Operations : 1;
    }

    /// <summary>Most samples that an adaptive rule keeps.</summary>
    public int KeptMax => _keptMax;

    /// <summary>True when the state before this operation is to be sampled.</summary>
    public bool IsDue(long index, long timeNs)
    {
        if (_rule.Nanoseconds == 0)
        {
            if (index < _nextIndex)
            {
                return false;
            }

            _nextIndex = index + _interval;
            return true;
        }

        if (timeNs < _nextTimeNs)
        {
            return false;
        }

        _nextTimeNs = timeNs - (timeNs % _rule.Nanoseconds) + _rule.Nanoseconds;
        return true;
    }

    /// <summary>The number of the window that an operation lies in; samples are taken where it changes. Adaptive: that of the first interval, one operation.</summary>
    public long WindowOf(long index, long timeNs)
        => _rule.Nanoseconds > 0 ? timeNs / _rule.Nanoseconds : _rule.Operations > 0 ? index / _rule.Operations : index;

    /// <summary>Makes room in a full list of samples, when the rule is adaptive: drops every second one and doubles the interval.</summary>
    /// <returns>Whether it did; what is kept beside the samples then has to follow.</returns>
    public bool Thin<T>(List<T> kept)
    {
        if (_rule.Operations > 0 || _rule.Nanoseconds > 0 || kept.Count < _keptMax)
        {
            return false;
        }

        Halve(kept);
        _interval *= 2; // The sample that comes next is an even one already.
        return true;
    }

    /// <summary>Drops every second one of a list of an even number.</summary>
    public static void Halve<T>(List<T> kept)
    {
        for (int i = 1; 2 * i < kept.Count; i++)
        {
            kept[i] = kept[2 * i];
        }

        kept.RemoveRange(kept.Count / 2, kept.Count / 2);
    }
}
