namespace AllocSim.Simulator.Allocation;

/// <summary>An allocator that prints statistics of its own.</summary>
public interface IStatistics
{
    /// <summary>The library's own statistics, as its own call prints them: the same bytes.</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="output">Where it prints.</param>
    /// <param name="options">What the library's call takes to choose among forms and sections; empty where it takes nothing.</param>
    void WriteStats(int thread, TextWriter output, string options);
}
