namespace AllocSim.Workloads.Generators.Programs;

/// <summary>rptest (rpmalloc-benchmark, 2017): loops that allocate a few blocks and free some older ones, random sizes that favour small ones, and a share of frees handed to other threads.</summary>
internal sealed class RpTest : IProgram
{
    private readonly Xoshiro[] _random;
    private readonly List<Emitter.Handle>[] _held;
    private readonly Queue<Emitter.Handle>[] _inbox;
    private readonly int _blocks;
    private readonly double _cross;
    private readonly ulong _min;
    private readonly ulong _max;

    public RpTest(WorkloadModel model)
    {
        ModelNode p = model.Parameters;
        _blocks = p.Integer("blocks", 20_000, 1, 10_000_000);
        _cross = p.Number("cross_thread_share", 0.1, 0, 1);
        _min = (ulong)p.Number("min_size", 16, 1, 1 << 30);
        _max = (ulong)p.Number("max_size", 16_000, _min, 1 << 30);
        _random = [.. Enumerable.Range(0, model.Threads).Select(t => new Xoshiro(model.Seed, Purpose.Program, (ulong)t))];
        _held = [.. _random.Select(_ => new List<Emitter.Handle>())];
        _inbox = [.. _random.Select(_ => new Queue<Emitter.Handle>())];
    }

    /// <inheritdoc/>
    public long Step(int worker, Emitter emitter)
    {
        Xoshiro random = _random[worker];
        List<Emitter.Handle> held = _held[worker];
        while (_inbox[worker].TryDequeue(out Emitter.Handle sent))
        {
            emitter.Free(sent);
        }

        if (held.Count >= _blocks || (held.Count > 0 && random.Chance(0.48)))
        {
            int at = random.Below(held.Count);
            Emitter.Handle handle = held[at];
            held[at] = held[^1];
            held.RemoveAt(held.Count - 1);
            if (_held.Length > 1 && random.Chance(_cross))
            {
                _inbox[(worker + 1 + random.Below(_held.Length - 1)) % _held.Length].Enqueue(handle);
            }
            else
            {
                emitter.Free(handle);
            }
        }
        else
        {
            double share = random.NextDouble() * random.NextDouble();
            held.Add(emitter.Malloc(_min + (ulong)(share * (_max - _min))));
        }

        return 0;
    }
}
