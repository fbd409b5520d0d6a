namespace AllocSim.Allocator.Tcmalloc.Options;

/// <summary>A variable that the library reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Help">What its value must be, for a message.</param>
/// <param name="TryRead">The options with its value; null for one that is wrong.</param>
/// <param name="Show">Its value, as the variable would have it.</param>
internal sealed record OptionEntry(string Name, string Help, Func<TcmallocOptions, string, TcmallocOptions?> TryRead, Func<TcmallocOptions, string> Show);
