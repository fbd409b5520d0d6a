using System.Globalization;

namespace AllocSim.Cli.Runs;

/// <summary>One of several traces, and how much it counts among them.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Weight">How much it counts; above 0.</param>
public sealed record WeightedTrace(string Path, double Weight)
{
    /// <summary>Reads FILE or FILE:WEIGHT. A file whose own name ends so is taken as that file.</summary>
    /// <returns>Null when the weight is none.</returns>
    public static WeightedTrace? TryRead(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || File.Exists(text) || text.IndexOf('/', colon) >= 0)
        {
            return new WeightedTrace(text, 1);
        }

        return TryWeight(text[(colon + 1)..]) is { } weight ? new WeightedTrace(text[..colon], weight) : null;
    }

    /// <summary>Reads a weight, a number above 0.</summary>
    public static double? TryWeight(string text)
        => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double weight) && weight > 0 && double.IsFinite(weight) ? weight : null;

    /// <summary>The trace with its weight, as the command line has it.</summary>
    public string Text => Weight == 1 ? Path : string.Create(CultureInfo.InvariantCulture, $"{Path}:{Weight}");
}
