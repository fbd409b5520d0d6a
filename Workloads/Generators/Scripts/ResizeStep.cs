using AllocSim.Workloads.Generators.Distributions;

namespace AllocSim.Workloads.Generators.Scripts;

/// <summary>Resizes objects of a set by realloc: each becomes the youngest of its set again.</summary>
internal sealed class ResizeStep : IScriptStep
{
    private readonly SetChoice _choice;
    private readonly IDistribution? _size;
    private readonly IDistribution? _by;

    public ResizeStep(ModelNode node, int threads)
    {
        _choice = new SetChoice(node, threads);
        _size = node.Find("size") is { } size ? DistributionReader.Read(size) : null;
        _by = node.Find("by") is { } by ? DistributionReader.Read(by) : null;
        if (_size is null == _by is null)
        {
            throw node.Wrong("either size, the new size, or by, how many bytes are added, is needed");
        }
    }

    /// <inheritdoc/>
    public IEnumerable<long> Run(ScriptState state)
    {
        ObjectSet set = state.Set(_choice.Set);
        return _choice.Run(state, set, (thread, old) =>
        {
            ulong size = Math.Max(_size is null ? old.Size + (ulong)_by!.Next(state.Sizes) : (ulong)_size.Next(state.Sizes), 1);
            set.Add(new ScriptObject(state.By(thread).Realloc(old.Handle, size), thread, size));
        });
    }
}
