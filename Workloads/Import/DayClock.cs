namespace AllocSim.Workloads.Import;

/// <summary>Makes times of day into times that go on over midnight.</summary>
internal struct DayClock
{
    private const long DayNs = 86_400_000_000_000;

    private long _days;
    private long _last;

    /// <summary>The time since the first midnight.</summary>
    /// <param name="ns">Nanoseconds since midnight. More than half a day back is the next day.</param>
    public long Continue(long ns)
    {
        if (ns < _last - (DayNs / 2))
        {
            _days++;
        }

        _last = ns;
        return (_days * DayNs) + ns;
    }
}
