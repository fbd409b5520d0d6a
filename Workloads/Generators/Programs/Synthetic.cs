using AllocSim.Workloads.Generators.Distributions;

namespace AllocSim.Workloads.Generators.Programs;

/// <summary>
/// Objects with drawn sizes and lifetimes: by distributions, by classes of size, rate and live count as in production profiles, or by a model fitted from a trace.
/// Phases change the rate, the sizes and the lifetimes in turn, or let the program idle; threads may come and go.
/// </summary>
internal sealed class Synthetic : IProgram
{
    private readonly SizeGroups _groups;
    private readonly CallMix _mix;
    private readonly PhasePlan _phases;
    private readonly Xoshiro[] _random;
    private readonly PriorityQueue<Emitter.Handle, (long TimeNs, long Number)>[] _deaths;
    private readonly long[] _nextNs;
    private readonly double[] _pauseFactor;
    private readonly IDistribution _pause;
    private readonly long[][] _beginning;
    private readonly long[] _toBegin;
    private readonly double _cross;
    private readonly double _churn;

    public Synthetic(WorkloadModel model)
    {
        ModelNode p = model.Parameters;
        _groups = SizeGroups.Read(p);
        _mix = CallMix.Read(p);
        _phases = PhasePlan.Read(p);
        _pause = model.Pause;
        _cross = p.Number("cross_thread_share", 0, 0, 1);
        _churn = p.Number("thread_end_share", 0, 0, 1);
        _random = [.. Enumerable.Range(0, model.Threads).Select(t => new Xoshiro(model.Seed, Purpose.Program, (ulong)t))];
        _deaths = [.. _random.Select(_ => new PriorityQueue<Emitter.Handle, (long, long)>())];
        _nextNs = new long[model.Threads];
        _pauseFactor = PauseFactors(p, model.Threads);
        _beginning = ShareOut(_groups.Beginning(p.Number("start_live", 0, 0, 1)));
        _toBegin = [.. _beginning.Select(counts => counts.Sum())];
    }

    /// <inheritdoc/>
    public long Step(int worker, Emitter emitter)
    {
        while (NextDeath(worker) <= emitter.NowNs)
        {
            emitter.Free(_deaths[worker].Dequeue());
        }

        if (TryBegin(worker, emitter))
        {
            return 1;
        }

        long change = long.MaxValue;
        bool ends = false;
        if (_nextNs[worker] <= emitter.NowNs)
        {
            Phase phase = _phases.At(emitter.NowNs);
            if (phase.IsIdle)
            {
                change = _nextNs[worker] = _phases.NextChange(emitter.NowNs);
            }
            else
            {
                Allocate(worker, emitter, phase);
                ends = _churn > 0 && _random[worker].Chance(_churn);
            }
        }

        long next = Math.Min(change, Math.Min(_nextNs[worker], NextDeath(worker)));
        return ends ? GeneratedTrace.ThreadEnds : Math.Max(1, next - emitter.NowNs);
    }

    /// <summary>Takes the object out that would die next on this thread, so that a realloc can give it up.</summary>
    public bool TryTakeVictim(int worker, out Emitter.Handle victim) => _deaths[worker].TryDequeue(out victim, out _);

    /// <summary>"start_live" is the share of each class's live objects that are there at the beginning. How old they are does not matter: lifetimes of classes have no memory.</summary>
    private bool TryBegin(int worker, Emitter emitter)
    {
        long all = _toBegin[worker];
        if (all == 0)
        {
            return false;
        }

        long[] left = _beginning[worker];
        long drawn = (long)_random[worker].Between(0, (ulong)all - 1);
        int group = 0;
        while (drawn >= left[group])
        {
            drawn -= left[group++];
        }

        left[group]--;
        _toBegin[worker]--;
        (ulong size, double lifetime) = _groups.NextOf(group, _random[worker]);
        Emitter.Handle handle = emitter.Malloc(size);
        _deaths[worker].Enqueue(handle, (emitter.NowNs + (long)Math.Clamp(lifetime, 1, 1e17), handle.Number));
        _nextNs[worker] = emitter.NowNs + 1;
        return true;
    }

    /// <summary>Divides the objects of the beginning among the threads, as they share allocations.</summary>
    private long[][] ShareOut(long[] counts)
    {
        long[][] shares = [.. _pauseFactor.Select(_ => new long[counts.Length])];
        double[] parts = [.. _pauseFactor.Select(factor => 1 / (factor * _pauseFactor.Length))];
        for (int group = 0; group < counts.Length; group++)
        {
            double upTo = 0;
            long given = 0;
            for (int worker = 0; worker < shares.Length; worker++)
            {
                upTo += parts[worker];
                long next = worker == shares.Length - 1 ? counts[group] : Math.Min(counts[group], (long)Math.Round(counts[group] * upTo));
                shares[worker][group] = next - given;
                given = next;
            }
        }

        return shares;
    }

    private long NextDeath(int worker) => _deaths[worker].TryPeek(out _, out (long TimeNs, long Number) death) ? death.TimeNs : long.MaxValue;

    /// <summary>"thread_shares" are weights of how much each thread allocates; a thread with less makes longer pauses, and the whole rate stays.</summary>
    private static double[] PauseFactors(ModelNode p, int threads)
    {
        double[] factors = new double[threads];
        Array.Fill(factors, 1);
        if (p.Find("thread_shares") is { } shares)
        {
            double[] weights = [.. shares.Items().Select(i => i.Number(1e-9, 1e18))];
            if (weights.Length == 0)
            {
                throw shares.Wrong("a list of weights above 0 is needed");
            }

            double total = Enumerable.Range(0, threads).Sum(t => weights[t % weights.Length]);
            for (int t = 0; t < threads; t++)
            {
                factors[t] = total / (weights[t % weights.Length] * threads);
            }
        }

        return factors;
    }

    private void Allocate(int worker, Emitter emitter, Phase phase)
    {
        Xoshiro random = _random[worker];
        (ulong size, double lifetime) = _groups.Next(random);
        size = (ulong)Math.Clamp(size * phase.SizeFactor, 0, 1L << 47);
        Emitter.Handle handle = _mix.Allocate(random, emitter, size, this, worker);
        if (!double.IsPositiveInfinity(lifetime))
        {
            long death = emitter.NowNs + (long)Math.Clamp(lifetime * phase.LifetimeFactor, 1, 1e17);
            _deaths[OwnerOf(worker, random)].Enqueue(handle, (death, handle.Number));
        }

        double pause = (phase.Pause ?? _pause).Next(random) * _pauseFactor[worker];
        _nextNs[worker] = emitter.NowNs + (long)Math.Clamp(pause, 0, 1e15);
    }

    private int OwnerOf(int worker, Xoshiro random)
    {
        if (_deaths.Length == 1 || !random.Chance(_cross))
        {
            return worker;
        }

        return (worker + 1 + random.Below(_deaths.Length - 1)) % _deaths.Length;
    }
}
