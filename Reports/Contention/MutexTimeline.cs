using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Locks;

namespace AllocSim.Reports.Contention;

/// <summary>Takes the state of every lock at regular times; when there are too many of them every other one is dropped and the distance doubled.</summary>
public sealed class MutexTimeline
{
    private const int SamplesMax = 200;
    private const long FirstPeriodNs = 1000;

    private readonly ContentionKernel _kernel;
    private readonly List<(long TimeNs, LockState[] Locks)> _samples = [];
    private long _periodNs = FirstPeriodNs;

    /// <summary>Starts taking samples.</summary>
    public MutexTimeline(ContentionKernel kernel)
    {
        _kernel = kernel;
        kernel.SampleEvery(_periodNs, Take);
    }

    /// <summary>Takes the last sample.</summary>
    public void Finish()
    {
        if (_samples.Count == 0 || _samples[^1].TimeNs < _kernel.NowNs)
        {
            _samples.Add((_kernel.NowNs, Read()));
        }
    }

    /// <summary>The rows, by time and in the order of the names.</summary>
    public IReadOnlyList<MutexWindowRow> Rows(IReadOnlyList<NamedMutexes> named)
    {
        List<MutexWindowRow> rows = [];
        (long TimeNs, LockState[] Locks) before = (0, []);
        foreach ((long TimeNs, LockState[] Locks) sample in _samples)
        {
            foreach (NamedMutexes each in named)
            {
                LockState change = default;
                foreach (SimMutex mutex in each.Mutexes.Where(m => m.Tag >= 0 && m.Tag < sample.Locks.Length))
                {
                    change = change.Plus(sample.Locks[mutex.Tag], mutex.Tag < before.Locks.Length ? before.Locks[mutex.Tag] : default);
                }

                if (change.NumOps > 0 || change.WaitedNs > 0 || change.WaitingAreaNs > 0 || change.Waiting > 0)
                {
                    rows.Add(change.ToRow(each.Name, before.TimeNs, sample.TimeNs - before.TimeNs));
                }
            }

            before = sample;
        }

        return rows;
    }

    private void Take()
    {
        _samples.Add((_kernel.NowNs, Read()));
        if (_samples.Count < SamplesMax)
        {
            return;
        }

        _periodNs *= 2;
        _kernel.SetSamplePeriod(_periodNs);
        int kept = 0;
        for (int i = 1; i < _samples.Count; i += 2)
        {
            _samples[kept++] = _samples[i];
        }

        _samples.RemoveRange(kept, _samples.Count - kept);
    }

    private LockState[] Read() => [.. _kernel.Locks.Select(each => LockState.Of(each, _kernel.NowNs))];
}
