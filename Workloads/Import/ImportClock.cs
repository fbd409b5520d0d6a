using AllocSim.Workloads.Objects;

namespace AllocSim.Workloads.Import;

/// <summary>Gives imported operations their times: the recorded ones from 0 on, or declared ones.</summary>
internal sealed class ImportClock
{
    private readonly ClockRule _rule;
    private readonly bool _isDeclared;
    private readonly RepairTally _repairs;
    private long[] _threadNs = [];
    private long _nowNs;
    private long _firstStamp = long.MinValue;

    /// <summary>Makes a clock.</summary>
    /// <param name="declared">The user's clock, which wins over recorded times; or null.</param>
    /// <param name="repairs">Where recorded times that go back are counted.</param>
    public ImportClock(ClockRule? declared, RepairTally repairs)
    {
        _rule = declared ?? ClockRule.Default;
        _isDeclared = declared is not null;
        _repairs = repairs;
    }

    /// <summary>What reports say of the clock.</summary>
    /// <param name="hasStamps">Whether the format records time.</param>
    public string Describe(bool hasStamps) =>
        _isDeclared ? $"declared, {_rule}" : hasStamps ? "recorded" : $"declared by default, {_rule}";

    /// <summary>Takes a recorded time, nanoseconds on whatever origin.</summary>
    /// <param name="stampNs">The time.</param>
    /// <param name="isExact">Whether it is the time of a call; otherwise calls before it may have been declared to be later, which is no fault.</param>
    public void Stamp(long stampNs, bool isExact = true)
    {
        if (_isDeclared)
        {
            return;
        }

        if (_firstStamp == long.MinValue)
        {
            _firstStamp = stampNs;
        }

        long now = stampNs - _firstStamp;
        if (now < _nowNs)
        {
            if (isExact)
            {
                _repairs.Add(TraceFault.TimeBack);
            }

            return;
        }

        _nowNs = now;
    }

    /// <summary>Time of the next operation.</summary>
    /// <param name="thread">The thread that makes it, as numbered in the trace.</param>
    /// <param name="isStamped">Whether <see cref="Stamp"/> was called for this very operation.</param>
    public long Next(int thread, bool isStamped)
    {
        if (isStamped && !_isDeclared)
        {
            return _nowNs;
        }

        if (!_rule.PerThread)
        {
            long time = _nowNs;
            _nowNs += _rule.StepNs;
            return time;
        }

        if (thread >= _threadNs.Length && thread < OperationBinder.MaxThreads)
        {
            Array.Resize(ref _threadNs, Math.Max(thread + 1, _threadNs.Length * 2));
        }

        _nowNs = Math.Max(_nowNs, _threadNs[thread]);
        _threadNs[thread] = _nowNs + _rule.StepNs;
        return _nowNs;
    }
}
