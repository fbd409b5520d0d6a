namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <summary>An option among the statistics.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Form">How its value is written.</param>
/// <param name="Mutable">The control that holds the value it has now; the option is printed only if that can be read as well. Null for an option that cannot change.</param>
internal sealed record StatsOption(string Name, StatsForm Form, string? Mutable = null);
