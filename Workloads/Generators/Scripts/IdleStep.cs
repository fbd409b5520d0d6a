namespace AllocSim.Workloads.Generators.Scripts;

/// <summary>Nothing happens for a while.</summary>
internal sealed class IdleStep(ModelNode node) : IScriptStep
{
    private readonly long _durationNs = (long)node.Number(1, 1e18);

    /// <inheritdoc/>
    public IEnumerable<long> Run(ScriptState state) => [_durationNs];
}
