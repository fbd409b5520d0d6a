namespace AllocSim.Workloads.Generators.Scripts;

/// <summary>Which threads make a step's calls: one, or all of the description's at the same time.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Count">How many.</param>
internal readonly record struct ScriptThreads(int First, int Count)
{
    /// <summary>Whether all threads do the step; objects are then freed and resized by the thread that made them.</summary>
    public bool IsAll { get; private init; }

    /// <summary>Reads "thread": a number, or all; 0 where it is missing.</summary>
    public static ScriptThreads Read(ModelNode node, int threads)
    {
        if (node.Find("thread") is not { } thread)
        {
            return new ScriptThreads(0, 1);
        }

        return thread.Text() == "all" ? new ScriptThreads(0, threads) { IsAll = true } : new ScriptThreads(thread.Whole(0, threads - 1), 1);
    }
}
