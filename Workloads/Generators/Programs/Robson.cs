namespace AllocSim.Workloads.Generators.Programs;

/// <summary>
/// Robson's adversary (1971), blind: in phase i all but every 2^i-th object is freed and the live bytes are filled up again with objects of twice the size, which fit no hole.
/// Robson's own chooses by address; this one supposes that objects lie in the order of their allocation. When the largest size is reached, all is freed and it begins anew.
/// </summary>
internal sealed class Robson : IProgram
{
    private readonly ulong _unit;
    private readonly ulong _bound;
    private readonly int _phases;
    private readonly Queue<Emitter.Handle> _doomed = new();
    private List<(Emitter.Handle Handle, ulong Size)> _alive = [];
    private ulong _liveBytes;
    private int _phase;

    public Robson(WorkloadModel model)
    {
        _unit = (ulong)model.Parameters.Number("unit", 16, 1, 1 << 20);
        _bound = (ulong)model.Parameters.Number("live", 16 << 20, 1 << 10, 1L << 40);
        _phases = model.Parameters.Integer("phases", 12, 1, 30);
    }

    /// <inheritdoc/>
    public long Step(int worker, Emitter emitter)
    {
        if (_doomed.TryDequeue(out Emitter.Handle handle))
        {
            emitter.Free(handle);
            return 0;
        }

        ulong size = _unit << _phase;
        if (_liveBytes + size <= _bound)
        {
            _alive.Add((emitter.Malloc(size), size));
            _liveBytes += size;
            return 0;
        }

        NextPhase();
        return 1;
    }

    private void NextPhase()
    {
        bool over = ++_phase >= _phases;
        var kept = new List<(Emitter.Handle Handle, ulong Size)>();
        for (int i = 0; i < _alive.Count; i++)
        {
            // Each phase keeps every other object of those that are left: one in 2^phase of the first ones.
            if (!over && i % 2 == 0)
            {
                kept.Add(_alive[i]);
                continue;
            }

            _doomed.Enqueue(_alive[i].Handle);
            _liveBytes -= _alive[i].Size;
        }

        _alive = kept;
        _phase = over ? 0 : _phase;
    }
}
