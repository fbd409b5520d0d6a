namespace AllocSim.Cli.Tuning;

/// <summary>A search that leaves its next generation to be run elsewhere.</summary>
/// <param name="spec">The sweep file of the generation.</param>
/// <param name="folder">Where its results belong.</param>
public sealed class TunePause(string spec, string folder) : Exception
{
    /// <summary>The sweep file.</summary>
    public string Spec { get; } = spec;

    /// <summary>Where its results belong.</summary>
    public string Folder { get; } = folder;
}
