namespace AllocSim.Workloads.Generators.Programs;

/// <summary>glibc's bench-malloc-simple: so many objects of one size are allocated, then freed in the same order, over and over. "kept" more are allocated first and never freed.</summary>
internal sealed class GlibcSimple : IProgram
{
    private readonly Queue<Emitter.Handle>[] _objects;
    private readonly bool[] _frees;
    private readonly ulong _size;
    private readonly int _count;
    private readonly int[] _kept;

    public GlibcSimple(WorkloadModel model)
    {
        _size = (ulong)model.Parameters.Number("size", 128, 0, 1 << 30);
        _count = model.Parameters.Integer("objects", 1_600, 1, 100_000_000);
        _kept = new int[model.Threads];
        Array.Fill(_kept, model.Parameters.Integer("kept", 0, 0, 100_000_000));
        _objects = [.. Enumerable.Range(0, model.Threads).Select(_ => new Queue<Emitter.Handle>())];
        _frees = new bool[model.Threads];
    }

    /// <inheritdoc/>
    public long Step(int worker, Emitter emitter)
    {
        Queue<Emitter.Handle> objects = _objects[worker];
        if (_kept[worker] > 0)
        {
            _kept[worker]--;
            emitter.Malloc(_size);
        }
        else if (_frees[worker])
        {
            emitter.Free(objects.Dequeue());
            _frees[worker] = objects.Count > 0;
        }
        else
        {
            objects.Enqueue(emitter.Malloc(_size));
            _frees[worker] = objects.Count == _count;
        }

        return 0;
    }
}
