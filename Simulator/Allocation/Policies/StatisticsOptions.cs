namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>The letters that a library's call for statistics takes.</summary>
/// <param name="Letters">All of them.</param>
/// <param name="Help">What they stand for, in one line.</param>
/// <param name="Usual">Those that a run's folder is written with.</param>
/// <param name="Json">The letter that asks for JSON.</param>
public sealed record StatisticsOptions(string Letters, string Help, string Usual, char Json)
{
    /// <summary>Ending of a file with statistics.</summary>
    /// <param name="options">The letters that were given; null where the library takes none.</param>
    /// <param name="declared">What the policy declares; null for none.</param>
    public static string EndingOf(string options, StatisticsOptions? declared) => declared is not null && options.Contains(declared.Json, StringComparison.Ordinal) ? "json" : "txt";
}
