using System.Globalization;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Validation;

/// <summary>Real runs beside simulated ones, for people.</summary>
public static class VerifyTable
{
    private const string NotCounted = "-";

    private static readonly string[] Columns = ["workload", "options", "lock operations", "real runs between", "spun, %", "blocked, %", "other owner, %", "million calls a second", "real runs between", "ratio to first", "ratio off by"];

    /// <summary>The table as Markdown.</summary>
    public static void WriteMarkdown(TextWriter output, IReadOnlyList<VerifyRow> rows)
    {
        output.WriteLine("In every cell: real / simulated.");
        output.WriteLine();
        foreach (string line in Summary(rows))
        {
            output.WriteLine($"- {line}");
        }

        output.WriteLine();
        output.WriteLine($"| {string.Join(" | ", Columns)} |");
        output.WriteLine($"|{string.Concat(Columns.Select(_ => "---|"))}");
        foreach (VerifyRow row in rows)
        {
            string[] cells = Cells(row);
            cells[1] = cells[1].Length == 0 ? "(default)" : $"`{cells[1]}`";
            output.WriteLine($"| {string.Join(" | ", cells)} |");
        }
    }

    /// <summary>The table in columns of fixed width, and what it comes to.</summary>
    public static void WriteText(TextWriter output, IReadOnlyList<VerifyRow> rows)
    {
        List<string[]> lines = [Columns, .. rows.Select(Cells)];
        foreach (string[] line in lines)
        {
            output.WriteLine(string.Join("  ", line.Select((cell, column) => cell.PadRight(lines.Max(other => other[column].Length)))).TrimEnd());
        }

        foreach (string line in Summary(rows))
        {
            output.WriteLine(line);
        }
    }

    /// <summary>How much is within its bound.</summary>
    public static IEnumerable<string> Summary(IReadOnlyList<VerifyRow> rows)
    {
        VerifyRow[] ratios = [.. rows.Where((row, i) => i > 0 && rows[i - 1].Workload == row.Workload && rows[i - 1].Threads == row.Threads)];
        double points = VerifyRow.ShareBound * 100;
        if (rows.All(row => !row.HasCounts))
        {
            yield return "lock operations: the library does not count them; throughputs are compared";
        }
        else
        {
            yield return Invariant($"lock operations equal: {rows.Count(row => row.AreOpsEqual)} of {rows.Count}; between those of the real runs: {rows.Count(row => row.AreOpsWithinRuns)}; within 1%: {rows.Count(row => Math.Abs(row.SimulatedOps - row.RealOps ?? 0) <= 0.01 * row.RealOps)}");
            yield return Invariant($"shares within {points:F0} points: spun {rows.Count(row => row.SpunDistance <= points)}, blocked {rows.Count(row => row.BlockedDistance <= points)}, other owner {rows.Count(row => row.OwnerDistance <= points)} of {rows.Count}");
        }

        yield return Invariant($"throughput ratios within a factor of {VerifyRow.RatioBound}: {ratios.Count(row => row.IsRatioWithin)} of {ratios.Length}; throughputs themselves: {rows.Count(row => row.RateFactor is >= 1 / VerifyRow.RatioBound and <= VerifyRow.RatioBound)} of {rows.Count}");
    }

    private static string[] Cells(VerifyRow row) =>
    [
        Invariant($"{row.Workload}, {row.Threads} {Quantity.Noun(row.Threads, "thread")}"),
        row.Conf,
        $"{row.RealOps?.ToString("F0", CultureInfo.InvariantCulture) ?? NotCounted} / {row.SimulatedOps.ToString("F0", CultureInfo.InvariantCulture)}",
        row.HasCounts ? Invariant($"{row.RealOpsMin:F0} and {row.RealOpsMax:F0}") : NotCounted,
        Share(row.RealSpun, row.SimulatedSpun, "F1"),
        Share(row.RealBlocked, row.SimulatedBlocked, "F2"),
        Share(row.RealOwner, row.SimulatedOwner, "F1"),
        Invariant($"{row.RealRate * 1e-6:F1} / {row.SimulatedRate * 1e-6:F1}"),
        Invariant($"{row.RealRateMin * 1e-6:F1} and {row.RealRateMax * 1e-6:F1}"),
        Invariant($"{row.RealRatio:F2} / {row.SimulatedRatio:F2}"),
        Invariant($"{row.RatioFactor:F2}"),
    ];

    private static string Share(double? real, double simulated, string format)
        => $"{(real * 100)?.ToString(format, CultureInfo.InvariantCulture) ?? NotCounted} / {(simulated * 100).ToString(format, CultureInfo.InvariantCulture)}";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
