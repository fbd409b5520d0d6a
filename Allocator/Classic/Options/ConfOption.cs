namespace AllocSim.Allocator.Classic.Options;

/// <summary>One option: its name, what it takes, and how a value is set.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Expected">What it takes, for messages.</param>
/// <param name="Help">What it decides, in one line.</param>
/// <param name="Set">The options with a value; null when the value is none that it takes.</param>
/// <param name="Text">Its value as statistics print it.</param>
internal sealed record ConfOption(string Name, string Expected, string Help, Func<ClassicOptions, string, ClassicOptions?> Set, Func<ClassicOptions, string> Text)
{
    /// <summary>Whether the simulator adds it: the library has no such option.</summary>
    public bool IsOwn { get; init; }
}
