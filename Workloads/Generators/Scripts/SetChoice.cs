namespace AllocSim.Workloads.Generators.Scripts;

/// <summary>Which objects of a set a step takes, and which thread acts on them.</summary>
internal sealed class SetChoice
{
    private readonly long _count;
    private readonly TakeOrder _order;
    private readonly ScriptThreads _threads;

    public SetChoice(ModelNode node, int threads)
    {
        Set = node.Find("set")?.Text() ?? "";
        _count = (long)node.Number("count", 1e12, 1, 1e12);
        _threads = ScriptThreads.Read(node, threads);
        _order = node.Find("order") is not { } order ? TakeOrder.Oldest : order.Text() switch
        {
            "oldest" => TakeOrder.Oldest,
            "newest" => TakeOrder.Newest,
            "random" => TakeOrder.Random,
            var text => throw order.Wrong($"'{text}' is no order; known are oldest, newest, random"),
        };
    }

    /// <summary>Name of the set.</summary>
    public string Set { get; }

    /// <summary>Takes the objects and acts on each: as many as the set has now, or fewer where a count says so.</summary>
    public IEnumerable<long> Run(ScriptState state, ObjectSet set, Action<int, ScriptObject> act)
    {
        long left = Math.Min(set.Count, _count * _threads.Count);
        while (left > 0)
        {
            for (int i = 0; i < _threads.Count && left > 0; i++, left--)
            {
                ScriptObject taken = set.Take(_order, state.Choices);
                act(_threads.IsAll ? taken.Thread : _threads.First, taken);
            }

            yield return 0;
        }
    }
}
