namespace AllocSim.Cli.Sweeps;

/// <summary>One combination of a sweep.</summary>
/// <param name="Number">Its number, from 0.</param>
/// <param name="Values">Its value on each axis; null where it has none, which leaves the default.</param>
public sealed record SweepPoint(int Number, IReadOnlyList<SweepValue?> Values)
{
    /// <summary>The values as tables show them.</summary>
    public IEnumerable<string> Texts => Values.Select(value => value?.Text ?? "");
}
