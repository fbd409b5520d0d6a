using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AllocSim.Reports.Measures.Samples;

/// <summary>Decides which states between two events of a run are sampled, and thins what was kept when an adaptive rule asks for it.</summary>
/// <remarks>
/// A state holds from one event, an operation or the wake-up of a background thread, until the next. Adaptive: one is sampled when so many operations or so much time lie behind the sample before,
/// or when it holds that long; both intervals start at nothing, and grow with the trace whenever <see cref="KeptMax"/> samples are kept. So neither a busy millisecond nor an idle minute goes without.
/// </remarks>
internal sealed class SampleSchedule
{
    private const long InGapMax = 1000;

    private readonly SampleRule _rule;
    private readonly bool _isAdaptive;
    private readonly int _keptMax;
    private readonly List<(long Operation, long TimeNs)> _places = [];
    private readonly List<int> _staying = [];
    private readonly List<long> _instants = [];
    private long _firstNs = long.MinValue;
    private long _operations = 1;
    private long _nanoseconds;
    private long _lastIndex;
    private long _lastNs;
    private long _nextIndex;
    private long _nextTimeNs = long.MinValue;

    /// <summary>Makes a schedule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="keptMax">Most samples that an adaptive rule keeps.</param>
    public SampleSchedule(SampleRule rule, int keptMax = 1024)
    {
        _rule = rule;
        _isAdaptive = rule is { Operations: 0, Nanoseconds: 0 };
        _keptMax = keptMax;
    }

    /// <summary>Most samples that an adaptive rule keeps.</summary>
    public int KeptMax => _keptMax;

    /// <summary>Whether samples follow the run, and are thinned as it grows.</summary>
    public bool IsAdaptive => _isAdaptive;

    /// <summary>True when the state between two events is to be sampled.</summary>
    /// <param name="index">The operation that comes next.</param>
    /// <param name="sinceNs">The event before; the same as <paramref name="untilNs"/> for the first.</param>
    /// <param name="untilNs">The event that ends it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsDue(long index, long sinceNs, long untilNs)
        => _isAdaptive ? index - _lastIndex >= _operations || sinceNs - _lastNs >= _nanoseconds || untilNs - sinceNs >= _nanoseconds
            : _rule.Nanoseconds > 0 ? untilNs >= _nextTimeNs
            : index >= _nextIndex;

    /// <summary>The instants at which a state that <see cref="IsDue"/> is sampled: its beginning, or for a rule of time every multiple of the interval, at most 1000 in one gap.</summary>
    /// <returns>Good until the next call.</returns>
    public ReadOnlySpan<long> Take(long index, long sinceNs, long untilNs)
    {
        _firstNs = _firstNs == long.MinValue ? sinceNs : _firstNs;
        _instants.Clear();
        if (_rule.Nanoseconds > 0)
        {
            TakeMultiples(sinceNs, untilNs);
            return CollectionsMarshal.AsSpan(_instants);
        }

        _nextIndex = index + _rule.Operations;
        _lastIndex = index;
        _lastNs = sinceNs;
        _instants.Add(sinceNs);
        return CollectionsMarshal.AsSpan(_instants);
    }

    /// <summary>A gap at least this long, nanoseconds, is told apart in a picture of the run up to <paramref name="untilNs"/>.</summary>
    public long VisibleNs(long untilNs) => Math.Max(Math.Max(_nanoseconds, (untilNs - _firstNs) / (_keptMax / 8)), 1);

    /// <summary>Makes room in a full list of samples, when the rule is adaptive: the intervals grow, and what lies closer together goes.</summary>
    /// <param name="kept">The samples, by time.</param>
    /// <param name="placeOf">Operation and time of one.</param>
    /// <returns>The indices of those that stay, for what is kept beside the samples; empty when nothing went. Good until the next call.</returns>
    public ReadOnlySpan<int> Thin<T>(List<T> kept, Func<T, (long Operation, long TimeNs)> placeOf)
    {
        if (!IsAdaptive || kept.Count < _keptMax)
        {
            return [];
        }

        _places.Clear();
        foreach (ref readonly T sample in CollectionsMarshal.AsSpan(kept))
        {
            _places.Add(placeOf(sample));
        }

        (long operations, long nanoseconds) = (_places[^1].Operation - _places[0].Operation, _places[^1].TimeNs - _places[0].TimeNs);
        _staying.Clear();
        for (int intervals = _keptMax / 2; _staying.Count == 0 || _staying.Count > _keptMax * 3 / 4; intervals /= 2)
        {
            _operations = Math.Max(DividedUp(operations, intervals), 1);
            _nanoseconds = nanoseconds == 0 ? long.MaxValue : DividedUp(nanoseconds, intervals);
            ChooseStaying();
        }

        ReadOnlySpan<int> staying = CollectionsMarshal.AsSpan(_staying);
        Keep(kept, staying);
        (_lastIndex, _lastNs) = _places[staying[^1]];
        return staying;
    }

    /// <summary>Leaves only some elements of a list.</summary>
    public static void Keep<T>(List<T> list, ReadOnlySpan<int> indices)
    {
        Span<T> elements = CollectionsMarshal.AsSpan(list);
        for (int i = 0; i < indices.Length; i++)
        {
            elements[i] = elements[indices[i]];
        }

        list.RemoveRange(indices.Length, list.Count - indices.Length);
    }

    private void ChooseStaying()
    {
        _staying.Clear();
        _staying.Add(0);
        for (int i = 1; i < _places.Count; i++)
        {
            (long operation, long timeNs) = _places[_staying[^1]];
            long untilNs = _places[Math.Min(i + 1, _places.Count - 1)].TimeNs;
            if (_places[i].Operation - operation >= _operations || _places[i].TimeNs - timeNs >= _nanoseconds || untilNs - _places[i].TimeNs >= _nanoseconds)
            {
                _staying.Add(i);
            }
        }
    }

    private void TakeMultiples(long sinceNs, long untilNs)
    {
        if (_nextTimeNs == long.MinValue)
        {
            _instants.Add(sinceNs);
            _nextTimeNs = After(sinceNs);
        }

        long step = _rule.Nanoseconds * Math.Max(1, DividedUp((untilNs - _nextTimeNs) / _rule.Nanoseconds, InGapMax));
        for (; _nextTimeNs <= untilNs; _nextTimeNs += step)
        {
            _instants.Add(_nextTimeNs);
        }

        _nextTimeNs = After(untilNs);
    }

    private long After(long timeNs) => timeNs - (timeNs % _rule.Nanoseconds) + _rule.Nanoseconds;

    private static long DividedUp(long value, long by) => (value + by - 1) / by;
}
