namespace AllocSim.Cli.Sweeps;

/// <summary>One thing that a sweep varies, and its values in order.</summary>
/// <param name="Name">One of <see cref="SweepKnobs.Names"/>, or an option of the allocator.</param>
/// <param name="Place">Where it stands: a file and line, or the option of the command line.</param>
/// <param name="Values">The values.</param>
public sealed record SweepAxis(string Name, string Place, IReadOnlyList<SweepValue> Values)
{
    /// <summary>Reads an axis from NAME=v1,v2; values that hold commas themselves are split at semicolons instead.</summary>
    /// <returns>Null when it is not one.</returns>
    public static SweepAxis? TryRead(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string[] values = equals < 1 ? [] : text[(equals + 1)..].Split(text.Contains(';', StringComparison.Ordinal) ? ';' : ',');
        string place = "--vary " + text[..Math.Max(equals, 0)];
        return values.Length == 0 || values.Any(value => value.Length == 0)
            ? null
            : new SweepAxis(text[..equals], place, [.. values.Select(value => new SweepValue(value, place))]);
    }
}
