namespace AllocSim.Workloads.Generators.Scripts;

/// <summary>Frees objects of a set: so many, or all but every n-th.</summary>
internal sealed class FreeStep : IScriptStep
{
    private readonly SetChoice _choice;
    private readonly int _keepEvery;

    public FreeStep(ModelNode node, int threads)
    {
        _choice = new SetChoice(node, threads);
        _keepEvery = node.Integer("keep_every", 0, 0, int.MaxValue);
        if (_keepEvery == 1)
        {
            throw node.Wrong("keep_every: 1 would free nothing; 2 keeps every second object");
        }
    }

    /// <inheritdoc/>
    public IEnumerable<long> Run(ScriptState state)
    {
        ObjectSet set = state.Set(_choice.Set);
        ObjectSet leaving = _keepEvery == 0 ? set : SetKeptOnesAside(set);
        return _choice.Run(state, leaving, (thread, taken) => state.By(thread).Free(taken.Handle));
    }

    private ObjectSet SetKeptOnesAside(ObjectSet set)
    {
        ObjectSet leaving = new();
        int position = 0;
        foreach (ScriptObject one in set.TakeAll())
        {
            (++position % _keepEvery == 0 ? set : leaving).Add(one);
        }

        return leaving;
    }
}
