namespace AllocSim.Workloads.Generators.Scripts;

/// <summary>Steps that follow each other, again and again.</summary>
internal sealed class RepeatStep(IReadOnlyList<IScriptStep> steps, long times) : IScriptStep
{
    /// <inheritdoc/>
    public IEnumerable<long> Run(ScriptState state)
    {
        for (long i = 0; i < times; i++)
        {
            foreach (IScriptStep step in steps)
            {
                foreach (long pause in step.Run(state))
                {
                    yield return pause;
                }
            }
        }
    }
}
