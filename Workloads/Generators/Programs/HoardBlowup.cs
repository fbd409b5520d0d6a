namespace AllocSim.Workloads.Generators.Programs;

/// <summary>The blow-up that Hoard was made against (Berger and others, 2000): threads in turn allocate so many objects, and the next thread frees them. Heaps private to threads grow with the threads.</summary>
internal sealed class HoardBlowup : IProgram
{
    private readonly ulong _size;
    private readonly int _count;
    private readonly int _threads;
    private readonly Queue<Emitter.Handle> _objects = new();
    private int _turn;
    private bool _frees;

    public HoardBlowup(WorkloadModel model)
    {
        _size = (ulong)model.Parameters.Number("size", 256, 0, 1 << 30);
        _count = model.Parameters.Integer("objects", 4_000, 1, 100_000_000);
        _threads = model.Threads;
    }

    /// <inheritdoc/>
    public long Step(int worker, Emitter emitter)
    {
        if (worker != _turn)
        {
            return 0;
        }

        if (_frees)
        {
            emitter.Free(_objects.Dequeue());
            _frees = _objects.Count > 0;
            return 0;
        }

        _objects.Enqueue(emitter.Malloc(_size));
        if (_objects.Count == _count)
        {
            _frees = true;
            _turn = (_turn + 1) % _threads;
        }

        return 0;
    }
}
