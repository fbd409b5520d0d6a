using AllocSim.Reports.Charts;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Sweeps;

/// <summary>A column of points.csv by which points are compared; less is better.</summary>
/// <param name="Column">Its name.</param>
/// <param name="Label">What charts call it.</param>
/// <param name="AxisFor">The axis for values up to a maximum.</param>
public sealed record SweepMeasure(string Column, string Label, Func<string, double, Axis> AxisFor)
{
    /// <summary>What memory a point takes.</summary>
    public static IReadOnlyList<SweepMeasure> Memory { get; } =
    [
        new("mean_resident_bytes", "mean resident memory", Axis.Bytes),
        new("peak_resident_bytes", "peak resident memory", Axis.Bytes),
    ];

    /// <summary>What it pays for that; those of contended runs come first, and are the same for all points of a serial sweep.</summary>
    public static IReadOnlyList<SweepMeasure> Costs { get; } =
    [
        new("simulated_ns", "simulated time", Axis.Nanoseconds),
        new("lock_wait_ns", "waiting for locks", Axis.Nanoseconds),
        new("p99_latency_ns", "99th percentile of a call", Axis.Nanoseconds),
        new("madvise_calls", "madvise calls", Axis.Count),
        new("page_faults", "page faults", Axis.Count),
        new("peak_mappings", "mappings at the peak", Axis.Count),
        new(SystemTime.Column, "modelled time in the system", Axis.Nanoseconds),
    ];

    /// <summary>All of them, memory first.</summary>
    public static IReadOnlyList<SweepMeasure> All { get; } = [.. Memory, .. Costs];

    /// <summary>A point's value with its unit; "-" where it has none.</summary>
    public string Text(SweepOutcome point)
        => !double.IsFinite(point[this]) ? "-"
            : Column.EndsWith("_bytes", StringComparison.Ordinal) ? Quantity.Bytes(point[this])
            : Column.EndsWith("_ns", StringComparison.Ordinal) ? Quantity.Nanoseconds(point[this])
            : Quantity.Number(point[this]);

    /// <summary>The axis for the values of some points; the unit suits the least of them where the scale is going to be logarithmic.</summary>
    public Axis AxisOf(IReadOnlyList<SweepOutcome> points)
    {
        double[] values = [.. points.Select(point => point[this]).Where(double.IsFinite).DefaultIfEmpty(0)];
        (double least, double greatest) = (values.Min(), values.Max());
        return AxisFor(Label, least > 0 && greatest > least * Axis.LogRatio ? least : greatest);
    }
}
