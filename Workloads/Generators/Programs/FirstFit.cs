namespace AllocSim.Workloads.Generators.Programs;

/// <summary>An adversary of first fit: small objects that stay stand between large ones; the large ones are freed, and slightly larger ones, which fit none of the holes, take their place. Again and again.</summary>
internal sealed class FirstFit : IProgram
{
    private readonly ulong _small;
    private readonly ulong _firstLarge;
    private readonly ulong _growth;
    private readonly int _pairs;
    private readonly int _rounds;
    private readonly Queue<Emitter.Handle> _large = new();
    private readonly Queue<Emitter.Handle> _smallOnes = new();
    private int _made;
    private int _round;
    private bool _frees;

    public FirstFit(WorkloadModel model)
    {
        ModelNode p = model.Parameters;
        _small = (ulong)p.Number("small", 64, 1, 1 << 20);
        _firstLarge = (ulong)p.Number("large", 16 << 10, 1, 1L << 30);
        _growth = (ulong)p.Number("growth", 4 << 10, 1, 1L << 30);
        _pairs = p.Integer("pairs", 1_000, 1, 100_000_000);
        _rounds = p.Integer("rounds", 64, 1, 1_000_000);
    }

    /// <inheritdoc/>
    public long Step(int worker, Emitter emitter)
    {
        if (_frees)
        {
            if (_large.TryDequeue(out Emitter.Handle handle) || (_round == 0 && _smallOnes.TryDequeue(out handle)))
            {
                emitter.Free(handle);
                return 0;
            }

            _frees = false;
        }

        _large.Enqueue(emitter.Malloc(_firstLarge + (ulong)_round * _growth));
        _smallOnes.Enqueue(emitter.Malloc(_small));
        if (++_made == _pairs)
        {
            _made = 0;
            _round = (_round + 1) % _rounds;
            _frees = true;
        }

        return 0;
    }
}
