using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Requirements;

/// <summary>A column of summary.csv or points.csv that holds a number, so that a run can be held against a limit on it.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Read">Its value in a run; null where the run does not have it.</param>
public sealed record Measure(string Column, Func<SummaryRow, CostTable, double?> Read)
{
    /// <summary>What it counts.</summary>
    public MeasureUnit Unit { get; } =
        Column.EndsWith("_bytes", StringComparison.Ordinal) ? MeasureUnit.Bytes
        : Column.EndsWith("_ns", StringComparison.Ordinal) ? MeasureUnit.Nanoseconds
        : Column.EndsWith("_ratio", StringComparison.Ordinal) || Column.EndsWith("_share", StringComparison.Ordinal) ? MeasureUnit.Ratio
        : MeasureUnit.Count;

    /// <summary>What a value of it looks like.</summary>
    public string Expected => Unit switch
    {
        MeasureUnit.Bytes => "a size such as 4096, 64KiB or 512MiB",
        MeasureUnit.Nanoseconds => "a duration such as 500ns, 10us or 1.5s",
        MeasureUnit.Ratio => "a fraction such as 0.25, or a percentage such as 25%",
        _ => "a number such as 1000",
    };

    /// <summary>A value with its unit, for people.</summary>
    public string Text(double value) => Unit switch
    {
        MeasureUnit.Bytes => Quantity.Bytes(value),
        MeasureUnit.Nanoseconds => Quantity.Nanoseconds(value),
        MeasureUnit.Ratio => Quantity.Percent(value),
        _ => Math.Abs(value) < long.MaxValue ? Quantity.Count((long)Math.Round(value)) : value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Reads a value in the measure's own unit.</summary>
    /// <returns>False when it is none, or has another unit.</returns>
    public bool TryParse(string text, out double value)
    {
        value = 0;
        switch (Unit)
        {
            case MeasureUnit.Bytes when Units.TryParseSize(text, out ulong bytes):
                value = bytes;
                return true;
            case MeasureUnit.Nanoseconds when Units.TryParseDuration(text, out long nanoseconds):
                value = nanoseconds;
                return true;
            case MeasureUnit.Ratio:
                return text.EndsWith('%') ? Percentage(text, out value) : Number(text, out value);
            case MeasureUnit.Count:
                return Number(text, out value);
            default:
                return text == "0";
        }
    }

    /// <summary>Reads a percentage as a fraction of 1; signs are left to the caller.</summary>
    internal static bool Percentage(string text, out double ratio)
    {
        ratio = 0;
        bool isOne = text.EndsWith('%') && Number(text[..^1].TrimEnd(), out ratio);
        ratio /= 100;
        return isOne;
    }

    private static bool Number(string text, out double value)
        => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
