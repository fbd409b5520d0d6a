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
    }

    /// <inheritdoc/>
    public long Step(int worker, Emitter emitter)
    {
        while (NextDeath(worker) <= emitter.NowNs)
        {
            emitter.Free(_deaths[worker].Dequeue());
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
