namespace AllocSim.Workloads.Generators.Programs;

/// <summary>cache-scratch (Hoard, 2000): the main thread allocates an object for each thread and gives it away; each frees its own and goes on as cache-thrash. Passive false sharing shows.</summary>
internal sealed class CacheScratch : IProgram
{
    private readonly ulong _size;
    private readonly Emitter.Handle?[] _held;
    private bool _given;

    public CacheScratch(WorkloadModel model)
    {
        _size = (ulong)model.Parameters.Number("size", 8, 0, 1 << 30);
        _held = new Emitter.Handle?[model.Threads];
    }

    /// <inheritdoc/>
    public long Step(int worker, Emitter emitter)
    {
        if (!_given)
        {
            _given = true;
            for (int i = 0; i < _held.Length; i++)
            {
                _held[i] = emitter.Malloc(_size);
            }

            return 0;
        }

        if (_held[worker] is { } held)
        {
            emitter.Free(held);
            _held[worker] = null;
        }
        else
        {
            _held[worker] = emitter.Malloc(_size);
        }

        return 0;
    }
}
