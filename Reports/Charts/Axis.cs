namespace AllocSim.Reports.Charts;

/// <summary>One axis: what it shows, the unit it is labelled in, and what its data have to be divided by for that.</summary>
/// <param name="Label">What it shows, without the unit.</param>
/// <param name="Unit">The unit, or empty.</param>
/// <param name="Divisor">Data are divided by this to be in the unit.</param>
public sealed record Axis(string Label, string Unit = "", double Divisor = 1)
{
    /// <summary>A scale is logarithmic where the greatest value is more than so many times the least.</summary>
    public const double LogRatio = 100;

    /// <summary>Label and unit together.</summary>
    public string Text => Unit.Length == 0 ? Label : $"{Label} ({Unit})";

    /// <summary>An axis for bytes, in the largest binary unit in which the maximum is at least 2.</summary>
    public static Axis Bytes(string label, double max) => Scaled(label, max, ("bytes", 1), ("KiB", 1024), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1L << 40));

    /// <summary>An axis for nanoseconds, in the largest unit in which the maximum is at least 2.</summary>
    public static Axis Nanoseconds(string label, double max) => Scaled(label, max, ("ns", 1), ("us", 1e3), ("ms", 1e6), ("s", 1e9), ("min", 60e9), ("h", 3600e9));

    /// <summary>An axis for counts, in the largest decimal unit in which the maximum is at least 2.</summary>
    public static Axis Count(string label, double max) => Scaled(label, max, ("", 1), ("thousands", 1e3), ("millions", 1e6), ("billions", 1e9));

    private static Axis Scaled(string label, double max, params (string Unit, double Divisor)[] units)
    {
        (string unit, double divisor) = units.LastOrDefault(u => max >= 2 * u.Divisor, units[0]);
        return new Axis(label, unit, divisor);
    }
}
