namespace AllocSim.Workloads.Generators.Programs;

/// <summary>sh6bench and sh8bench (MicroQuill SmartHeap): batches of one size each, of growing sizes, freed in the order of allocation, in reverse, or every other first; sh8bench frees on other threads too.</summary>
internal sealed class ShBench : IProgram
{
    private readonly List<Emitter.Handle>[] _batch;
    private readonly Queue<Emitter.Handle>[] _doomed;
    private readonly Xoshiro[] _random;
    private readonly int[] _round;
    private readonly int _count;
    private readonly ulong _max;
    private readonly bool _crossThread;

    public ShBench(WorkloadModel model, bool crossThread)
    {
        _crossThread = crossThread;
        _count = model.Parameters.Integer("objects", 1_000, 2, 10_000_000);
        _max = (ulong)model.Parameters.Number("max_size", 1_000, 1, 1 << 24);
        _batch = [.. Enumerable.Range(0, model.Threads).Select(_ => new List<Emitter.Handle>())];
        _doomed = [.. _batch.Select(_ => new Queue<Emitter.Handle>())];
        _random = [.. Enumerable.Range(0, model.Threads).Select(t => new Xoshiro(model.Seed, Purpose.Program, (ulong)t))];
        _round = new int[model.Threads];
    }

    /// <inheritdoc/>
    public long Step(int worker, Emitter emitter)
    {
        if (_doomed[worker].TryDequeue(out Emitter.Handle handle))
        {
            emitter.Free(handle);
            return 0;
        }

        List<Emitter.Handle> batch = _batch[worker];
        ulong size = 1 + ((ulong)_round[worker] * 37 % _max);
        batch.Add(emitter.Malloc(size));
        if (batch.Count >= _count)
        {
            Doom(worker, batch);
            _round[worker]++;
        }

        return 0;
    }

    private void Doom(int worker, List<Emitter.Handle> batch)
    {
        int pattern = _round[worker] % 3;
        int target = _crossThread && _random[worker].Chance(0.5) ? _random[worker].Below(_doomed.Length) : worker;
        IEnumerable<int> order = pattern switch
        {
            0 => Enumerable.Range(0, batch.Count),
            1 => Enumerable.Range(0, batch.Count).Reverse(),
            _ => Enumerable.Range(0, batch.Count).OrderBy(i => i % 2),
        };

        // A tenth of every other batch stays for one round more, so that runs of free memory are interrupted.
        int keep = _round[worker] % 2 == 0 ? batch.Count / 10 : 0;
        foreach (int i in order)
        {
            if (i >= keep)
            {
                _doomed[target].Enqueue(batch[i]);
            }
        }

        batch.RemoveRange(keep, batch.Count - keep);
    }
}
