using System.Globalization;
using AllocSim.Cli.Calibration.Choosing;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Calibration;

/// <summary>A calibration as text: the table for <c>--costs</c>, and the report for people.</summary>
internal static class CalibrationText
{
    private const int NameWidth = 36;
    private const int HeldOutWidth = 48;

    /// <summary>The table as YAML, line by line, every entry with its origin behind it.</summary>
    public static IReadOnlyList<string> Table(Calibration calibration) =>
    [
        "# Nanoseconds for each kind of cost, from allocsim calibrate.",
        .. CostGroups.All.Select(group => $"# {CostGroups.Name(group)}: {(calibration.MeasuredGroups.Contains(group) ? "as measured" : "default")}"),
        .. calibration.Estimates.Select(each => Invariant($"{calibration.Table.NameOf(each.Kind)}: {each.Ns} # {Origin(each)}")),
    ];

    /// <summary>Writes what was fitted, how well, and how well it predicts.</summary>
    public static void WriteReport(TextWriter output, Calibration calibration)
    {
        output.WriteLine(Invariant($"{"cost",-NameWidth} {"ns",9} {"by hand",9}  origin"));
        foreach (CostEstimate each in calibration.Estimates)
        {
            output.WriteLine(Invariant($"{calibration.Table.NameOf(each.Kind),-NameWidth} {each.Ns,9} {each.GuessNs,9}  {Origin(each)}"));
        }

        output.WriteLine(Invariant($"{"contended run, which two were chosen by",-NameWidth}  real: {Quantity.Percent(calibration.Contended.SpunShare)} spun, {calibration.Contended.CallsPerSecond * 1e-6:F1} million calls a second; simulated: {Quantity.Percent(calibration.SimulatedContended.SpunShare)}, {calibration.SimulatedContended.CallsPerSecond * 1e-6:F1}"));
        WritePredictions(output, "fitted to", calibration.Fitted);
        WriteHeldOut(output, calibration);
    }

    private static void WritePredictions(TextWriter output, string title, IReadOnlyList<Prediction> rows)
    {
        output.WriteLine();
        output.WriteLine(Invariant($"{title,-NameWidth} {"measured us",12} {"calibrated",12} {"error",8} {"by hand",12} {"error",8}"));
        foreach (Prediction row in rows)
        {
            output.WriteLine(Invariant($"{row.Name,-NameWidth} {row.MeasuredNs / 1000,12:F1} {row.PredictedNs / 1000,12:F1} {row.Error,8:+0.0%;-0.0%} {row.GuessNs / 1000,12:F1} {row.GuessError,8:+0.0%;-0.0%}"));
        }

        output.WriteLine(Invariant($"{"mean absolute error",-NameWidth} {"",12} {"",12} {Mean(rows, row => row.Error),8:0.0%} {"",12} {Mean(rows, row => row.GuessError),8:0.0%}"));
    }

    private static void WriteHeldOut(TextWriter output, Calibration calibration)
    {
        foreach (bool isChoosing in (bool[])[true, false])
        {
            HeldOutRow[] rows = [.. calibration.HeldOut.Where(row => row.IsChoosing == isChoosing)];
            output.WriteLine();
            output.WriteLine(Invariant($"{(isChoosing ? "chosen by: how far off" : "not used: how far off"),-HeldOutWidth} {"default",9} {"measured",9} {"calibrated",10}"));
            foreach (HeldOutRow row in rows)
            {
                output.WriteLine(Invariant($"{row.Name,-HeldOutWidth} {row.Default,9:F2} {row.Measured,9:F2} {row.Calibrated,10:F2}"));
            }

            if (rows.Length > 0)
            {
                output.WriteLine(Invariant($"{"mean",-HeldOutWidth} {rows.Average(row => row.Default),9:F2} {rows.Average(row => row.Measured),9:F2} {rows.Average(row => row.Calibrated),10:F2}"));
            }
        }

        output.WriteLine("1 is a share of acquisitions that is 20 points off, or a throughput that is off by a factor of 1.5");
        output.WriteLine();
        foreach (CostGroup group in CostGroups.All)
        {
            output.WriteLine($"{CostGroups.Name(group)}: {(calibration.MeasuredGroups.Contains(group) ? "as measured" : "the default costs, which predict as well or better")}");
        }
    }

    private static double Mean(IReadOnlyList<Prediction> rows, Func<Prediction, double> error) => rows.Count == 0 ? 0 : rows.Average(row => Math.Abs(error(row)));

    private static string Origin(CostEstimate each) => each.Origin switch
    {
        CostOrigin.Fitted => Invariant($"fitted: {each.EstimateNs:F2}, 95% between {each.LowNs:F2} and {each.HighNs:F2}, resolution {each.Resolution:F2}"),
        CostOrigin.Chosen => Invariant($"chosen by a contended run, between {each.LowNs:F0} and {each.HighNs:F0}"),
        CostOrigin.Measured => Invariant($"measured by itself: {each.EstimateNs:F2}, runs between {each.LowNs:F2} and {each.HighNs:F2}"),
        CostOrigin.NotToldApart => Invariant($"hardly told apart from other costs, so drawn to the value by hand: {each.EstimateNs:F2}, resolution {each.Resolution:F2}"),
        CostOrigin.Default => Invariant($"the default, which predicts as well or better: measured {each.EstimateNs:F2}"),
        CostOrigin.OfAnother => "the default: a step of the allocator's own stands in its place",
        _ => "the default: not measured",
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
