namespace AllocSim.Workloads.Generators.Programs;

/// <summary>xmalloc (Lever and Boreham, 2000): half the threads allocate batches, the other half free them: nearly every free is of another thread's object.</summary>
internal sealed class Xmalloc : IProgram
{
    private readonly Queue<Emitter.Handle> _queue = new();
    private readonly Xoshiro[] _random;
    private readonly ulong _min;
    private readonly ulong _max;
    private readonly int _batch;
    private readonly int _capacity;
    private readonly bool _single;

    public Xmalloc(WorkloadModel model)
    {
        ModelNode p = model.Parameters;
        _min = (ulong)p.Number("min_size", 8, 0, 1 << 30);
        _max = (ulong)p.Number("max_size", 512, _min, 1 << 30);
        _batch = p.Integer("batch", 120, 1, 1_000_000);
        _capacity = p.Integer("queue", 40_000, 1, 100_000_000);
        _single = model.Threads == 1;
        _random = [.. Enumerable.Range(0, model.Threads).Select(t => new Xoshiro(model.Seed, Purpose.Program, (ulong)t))];
    }

    /// <inheritdoc/>
    public long Step(int worker, Emitter emitter)
    {
        bool produces = _single ? _queue.Count < _batch : worker % 2 == 0;
        for (int i = 0; i < _batch; i++)
        {
            if (produces && _queue.Count < _capacity)
            {
                _queue.Enqueue(emitter.Malloc(_random[worker].Between(_min, _max)));
            }
            else if (!produces && _queue.TryDequeue(out Emitter.Handle handle))
            {
                emitter.Free(handle);
            }
        }

        return 0;
    }
}
