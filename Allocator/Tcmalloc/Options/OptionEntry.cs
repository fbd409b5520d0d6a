using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Allocator.Tcmalloc.Options;

/// <summary>A variable that the library reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Range">What its value must be.</param>
/// <param name="Help">What it decides, in one line.</param>
/// <param name="TryRead">The options with its value; null for one that is wrong.</param>
/// <param name="Take">The options with what the library makes of a wrong value; null for one that it cannot be run with.</param>
/// <param name="Show">Its value, as the variable would have it.</param>
internal sealed record OptionEntry(
    string Name, string Range, string Help, Func<TcmallocOptions, string, TcmallocOptions?> TryRead, Func<TcmallocOptions, string, TcmallocOptions?> Take, Func<TcmallocOptions, string> Show)
{
    /// <summary>The option, for people.</summary>
    public PolicyOption Describe() => new(Name, Range, Show(new TcmallocOptions()), Help);
}
