using System.Globalization;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Parsing;

/// <summary>Numbers of things in words.</summary>
internal static class Counted
{
    /// <summary>A number of things: 1 point, 2 points.</summary>
    public static string Of(double number, string thing) => string.Create(CultureInfo.InvariantCulture, $"{number} {Quantity.Noun(number, thing)}");
}
