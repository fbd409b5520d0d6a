namespace AllocSim.Workloads.Generators.Programs;

/// <summary>threadtest (Hoard, 2000): each thread allocates so many objects of one size, then frees them all, over and over.</summary>
internal sealed class ThreadTest : IProgram
{
    private readonly List<Emitter.Handle>[] _objects;
    private readonly bool[] _frees;
    private readonly int _count;
    private readonly ulong _size;

    public ThreadTest(WorkloadModel model)
    {
        _size = (ulong)model.Parameters.Number("size", 8, 0, 1 << 30);
        _count = model.Parameters.Integer("objects", 10_000, 1, 100_000_000);
        _objects = [.. Enumerable.Range(0, model.Threads).Select(_ => new List<Emitter.Handle>())];
        _frees = new bool[model.Threads];
    }

    /// <inheritdoc/>
    public long Step(int worker, Emitter emitter)
    {
        List<Emitter.Handle> objects = _objects[worker];
        if (_frees[worker])
        {
            emitter.Free(objects[^1]);
            objects.RemoveAt(objects.Count - 1);
            _frees[worker] = objects.Count > 0;
        }
        else
        {
            objects.Add(emitter.Malloc(_size));
            _frees[worker] = objects.Count == _count;
        }

        return 0;
    }
}
