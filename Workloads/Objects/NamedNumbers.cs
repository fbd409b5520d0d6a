namespace AllocSim.Workloads.Objects;

/// <summary>Remembers which object numbers a trace has used, as runs of consecutive numbers.</summary>
/// <remarks>
/// Traces number their objects in sequence, so the whole history is usually one run. A trace that numbers them wildly would need a run an object;
/// beyond <see cref="MaxRuns"/> the lowest runs are forgotten first, and a second use of such a number is then no longer noticed.
/// </remarks>
internal sealed class NamedNumbers
{
    /// <summary>Most runs kept: 4 MiB.</summary>
    public const int MaxRuns = 1 << 18;

    private readonly List<(long First, long Last)> _runs = [];
    private long _highest = -1; // the last run's end is kept here alone, so that numbers in sequence cost one comparison

    /// <summary>Runs kept at present.</summary>
    public int RunCount => _runs.Count;

    /// <summary>Whether the number has been added (and not been forgotten since).</summary>
    public bool Contains(long number)
    {
        if (number > _highest)
        {
            return false;
        }

        int i = FindRun(number);
        return i >= 0 && LastOf(i) >= number;
    }

    /// <summary>Adds a number.</summary>
    /// <returns>False when it was there already.</returns>
    public bool Add(long number)
    {
        if (number == _highest + 1 && _highest >= 0)
        {
            _highest = number;
            return true;
        }

        if (number > _highest)
        {
            Append(number);
            return true;
        }

        int i = FindRun(number);
        if (i >= 0 && LastOf(i) >= number)
        {
            return false;
        }

        Insert(i, number);
        return true;
    }

    private void Append(long number)
    {
        if (_runs.Count > 0)
        {
            _runs[^1] = (_runs[^1].First, _highest);
        }

        Forget();
        _runs.Add((number, number));
        _highest = number;
    }

    private long LastOf(int run) => run == _runs.Count - 1 ? _highest : _runs[run].Last;

    private void Insert(int below, long number)
    {
        bool joinsBelow = below >= 0 && LastOf(below) + 1 == number;
        bool joinsAbove = below + 1 < _runs.Count && _runs[below + 1].First - 1 == number;
        if (joinsBelow && joinsAbove)
        {
            _runs[below] = (_runs[below].First, _runs[below + 1].Last);
            _runs.RemoveAt(below + 1);
        }
        else if (joinsBelow)
        {
            _runs[below] = (_runs[below].First, number);
        }
        else if (joinsAbove)
        {
            _runs[below + 1] = (number, _runs[below + 1].Last);
        }
        else
        {
            _runs.Insert(below + 1, (number, number));
            Forget();
        }
    }

    private void Forget()
    {
        if (_runs.Count >= MaxRuns)
        {
            _runs.RemoveRange(0, MaxRuns / 2);
        }
    }

    /// <summary>Index of the last run that starts at or below the number, or -1.</summary>
    private int FindRun(long number)
    {
        int low = 0, high = _runs.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_runs[middle].First <= number)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}
