namespace AllocSim.Workloads.Generators.Programs;

/// <summary>larson (Larson and Krishnan, 1998): a server. Each worker replaces random ones of its blocks; after some rounds its thread ends and a new one inherits the blocks.</summary>
internal sealed class Larson : IProgram
{
    private readonly Xoshiro[] _random;
    private readonly Emitter.Handle?[][] _blocks;
    private readonly int[] _round;
    private readonly ulong _min;
    private readonly ulong _max;
    private readonly int _rounds;

    public Larson(WorkloadModel model)
    {
        ModelNode p = model.Parameters;
        _min = (ulong)p.Number("min_size", 10, 1, 1 << 30);
        _max = (ulong)p.Number("max_size", 500, _min, 1 << 30);
        _rounds = p.Integer("rounds", 10_000, 1, int.MaxValue);
        int blocks = p.Integer("blocks", 1_000, 1, 10_000_000);
        _random = [.. Enumerable.Range(0, model.Threads).Select(t => new Xoshiro(model.Seed, Purpose.Program, (ulong)t))];
        _blocks = [.. _random.Select(_ => new Emitter.Handle?[blocks])];
        _round = new int[model.Threads];
    }

    /// <inheritdoc/>
    public long Step(int worker, Emitter emitter)
    {
        Xoshiro random = _random[worker];
        ref Emitter.Handle? block = ref _blocks[worker][random.Below(_blocks[worker].Length)];
        if (block is { } old)
        {
            emitter.Free(old);
        }

        block = emitter.Malloc(random.Between(_min, _max));
        if (++_round[worker] < _rounds)
        {
            return 0;
        }

        _round[worker] = 0;
        return GeneratedTrace.ThreadEnds;
    }
}
