namespace AllocSim.Workloads.Generators.Scripts;

/// <summary>A call that is about no object: a control, a look at the statistics, or the end of a thread.</summary>
internal sealed class MarkStep(ScriptThreads threads, Action<ScriptState, int> call) : IScriptStep
{
    /// <inheritdoc/>
    public IEnumerable<long> Run(ScriptState state)
    {
        for (int t = threads.First; t < threads.First + threads.Count; t++)
        {
            call(state, t);
        }

        yield return 0;
    }
}
