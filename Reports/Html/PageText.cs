using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Html;

/// <summary>Quantities as a page prints them, which unlike a terminal has every letter.</summary>
internal static class PageText
{
    /// <summary>Nanoseconds in the largest unit up to seconds, microseconds with their proper sign.</summary>
    public static string Nanoseconds(double nanoseconds) => Quantity.Nanoseconds(nanoseconds).Replace(" us", " µs", StringComparison.Ordinal);
}
