namespace AllocSim.Workloads.Generators.Programs;

/// <summary>mstress (mimalloc, 2019): threads allocate blocks of mostly small and a few huge sizes, keep some for long, free most, and swap some with other threads through a shared table; threads come and go.</summary>
internal sealed class Mstress : IProgram
{
    private readonly Xoshiro[] _random;
    private readonly List<Emitter.Handle>[] _held;
    private readonly List<Emitter.Handle>[] _retained;
    private readonly Emitter.Handle?[] _shared;
    private readonly int[] _step;
    private readonly int _scale;
    private readonly double _hugeShare;
    private readonly ulong _maxSmall;

    public Mstress(WorkloadModel model)
    {
        ModelNode p = model.Parameters;
        _scale = p.Integer("scale", 25, 1, 100_000) * 100;
        _hugeShare = p.Number("huge_share", 0.0001, 0, 1);
        _maxSmall = (ulong)p.Number("max_size", 256, 8, 1 << 24);
        _shared = new Emitter.Handle?[p.Integer("shared", 1_000, 1, 10_000_000)];
        _random = [.. Enumerable.Range(0, model.Threads).Select(t => new Xoshiro(model.Seed, Purpose.Program, (ulong)t))];
        _held = [.. _random.Select(_ => new List<Emitter.Handle>())];
        _retained = [.. _random.Select(_ => new List<Emitter.Handle>())];
        _step = new int[model.Threads];
    }

    /// <inheritdoc/>
    public long Step(int worker, Emitter emitter)
    {
        Xoshiro random = _random[worker];
        List<Emitter.Handle> held = _held[worker], retained = _retained[worker];
        if (++_step[worker] % _scale == 0)
        {
            foreach (Emitter.Handle handle in held.Concat(retained))
            {
                emitter.Free(handle);
            }

            held.Clear();
            retained.Clear();
            return GeneratedTrace.ThreadEnds;
        }

        if (held.Count == 0 || random.Chance(0.5))
        {
            (random.Chance(0.25) ? retained : held).Add(emitter.Malloc(Size(random)));
        }
        else if (random.Chance(0.66))
        {
            int at = random.Below(held.Count);
            emitter.Free(held[at]);
            held[at] = held[^1];
            held.RemoveAt(held.Count - 1);
        }
        else
        {
            int at = random.Below(held.Count), place = random.Below(_shared.Length);
            Emitter.Handle mine = held[at];
            held.RemoveAt(at);
            if (_shared[place] is { } theirs)
            {
                held.Add(theirs);
            }

            _shared[place] = mine;
            return Step(worker, emitter);
        }

        return 0;
    }

    private ulong Size(Xoshiro random) => random.Chance(_hugeShare)
        ? random.Between(1 << 16, 1 << 22)
        : random.Chance(0.05) ? random.Between(1, _maxSmall * 32) : random.Between(1, _maxSmall);
}
