using AllocSim.Workloads.Generators.Distributions;

namespace AllocSim.Workloads.Generators.Scripts;

/// <summary>Allocates objects into a set.</summary>
internal sealed class AllocateStep : IScriptStep
{
    private readonly string _set;
    private readonly long _count;
    private readonly IDistribution _size;
    private readonly ulong _alignment;
    private readonly bool _isZeroed;
    private readonly ScriptThreads _threads;

    public AllocateStep(ModelNode node, int threads)
    {
        _set = node.Find("set")?.Text() ?? "";
        _count = (long)node.Number("count", 1, 1, 1e12);
        _size = DistributionReader.Read(node.Get("size"));
        _alignment = (ulong)node.Number("alignment", 0, 0, 1L << 40);
        _isZeroed = node.Flag("zeroed", false);
        _threads = ScriptThreads.Read(node, threads);
        if (_alignment != 0 && (!ulong.IsPow2(_alignment) || _alignment < 8 || _isZeroed))
        {
            throw node.Wrong("alignment is a power of two from 8 on, and not for zeroed memory");
        }
    }

    /// <inheritdoc/>
    public IEnumerable<long> Run(ScriptState state)
    {
        ObjectSet set = state.Set(_set);
        for (long i = 0; i < _count; i++)
        {
            for (int t = _threads.First; t < _threads.First + _threads.Count; t++)
            {
                ulong size = (ulong)_size.Next(state.Sizes);
                set.Add(new ScriptObject(Allocate(state.By(t), size), t, size));
            }

            yield return 0;
        }
    }

    private Emitter.Handle Allocate(Emitter emitter, ulong size) =>
        _alignment != 0 ? emitter.Memalign(_alignment, size) : _isZeroed ? emitter.Calloc(1, size) : emitter.Malloc(size);
}
