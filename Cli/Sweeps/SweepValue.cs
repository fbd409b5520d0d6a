namespace AllocSim.Cli.Sweeps;

/// <summary>One value of what a sweep varies.</summary>
/// <param name="Text">The value as given; a list of size classes in one line.</param>
/// <param name="Place">Where it stands: a file and line, or the option of the command line.</param>
/// <param name="PlaceOf">Where the n-th class of a list of size classes stands; null where it has no place of its own.</param>
public sealed record SweepValue(string Text, string Place, Func<int, string>? PlaceOf = null);
