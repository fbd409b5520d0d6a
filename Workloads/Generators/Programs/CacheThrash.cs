namespace AllocSim.Workloads.Generators.Programs;

/// <summary>cache-thrash (Hoard, 2000): each thread allocates one small object, uses it, frees it. Active false sharing shows where two threads' objects share a cache line.</summary>
internal sealed class CacheThrash(WorkloadModel model) : IProgram
{
    private readonly ulong _size = (ulong)model.Parameters.Number("size", 8, 0, 1 << 30);
    private readonly Emitter.Handle?[] _held = new Emitter.Handle?[model.Threads];

    /// <inheritdoc/>
    public long Step(int worker, Emitter emitter)
    {
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
