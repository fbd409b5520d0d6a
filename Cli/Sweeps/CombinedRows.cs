using System.Globalization;

namespace AllocSim.Cli.Sweeps;

/// <summary>Adds to the rows of a sweep over several traces what they come to together: a row a point with weighted means, and what each setting loses against the best one for that trace.</summary>
public static class CombinedRows
{
    /// <summary>The column of a trace's weight.</summary>
    public const string WeightColumn = "weight";

    /// <summary>What stands for the trace in a combined row.</summary>
    public const string TraceName = "(all)";

    private const string Memory = "mean_resident_bytes";
    private const string Peak = "peak_resident_bytes";
    private static readonly string[] Added = ["regret_ratio", "worst_regret_ratio", "worst_trace", "worst_peak_resident_bytes"];

    /// <summary>Whether rows with these columns are of several traces.</summary>
    public static bool AreOfSeveral(IReadOnlyList<string> columns) => columns.Count > 0 && columns[^1] == WeightColumn;

    /// <summary>The columns with those that are added.</summary>
    public static IReadOnlyList<string> Columns(IReadOnlyList<string> columns) => [.. columns, .. Added];

    /// <summary>The rows of each point with its combined row behind them.</summary>
    /// <param name="columns">Their columns.</param>
    /// <param name="rows">The rows, those of a point together; read twice.</param>
    public static IEnumerable<IReadOnlyList<string>> Of(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        int trace = Find(columns, "trace");
        int memory = Find(columns, Memory);
        int peak = Find(columns, Peak);
        Dictionary<string, double> best = [];
        foreach (IReadOnlyList<string> row in rows)
        {
            best[row[trace]] = Math.Min(best.GetValueOrDefault(row[trace], double.PositiveInfinity), Number(row[memory]));
        }

        List<IReadOnlyList<string>> point = [];
        foreach (IReadOnlyList<string> row in rows)
        {
            if (point.Count > 0 && point[0][0] != row[0])
            {
                yield return Combined();
                point.Clear();
            }

            point.Add(row);
            string regret = Text(Regret(row));
            yield return [.. row, regret, regret, row[trace], row[peak]];
        }

        if (point.Count > 0)
        {
            yield return Combined();
        }

        double Regret(IReadOnlyList<string> row) => best[row[trace]] == 0 ? 0 : (Number(row[memory]) / best[row[trace]]) - 1;

        IReadOnlyList<string> Combined()
        {
            double[] weights = [.. point.Select(row => Number(row[^1]))];
            double sum = weights.Sum();
            double[] regrets = [.. point.Select(Regret)];
            int worst = Array.IndexOf(regrets, regrets.Max());
            return
            [
                .. Enumerable.Range(0, columns.Count - 1).Select(column => column == trace ? TraceName : Mean([.. point.Select(row => row[column])], weights, sum)),
                Text(sum),
                Text(regrets.Zip(weights, (regret, weight) => regret * weight).Sum() / sum),
                Text(regrets[worst]),
                point[worst][trace],
                point.Select(row => row[peak]).MaxBy(Number)!,
            ];
        }
    }

    /// <summary>The combined rows alone, without the columns that were added.</summary>
    public static IEnumerable<IReadOnlyList<string>> Only(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
        => Of(columns, rows).Where(row => row[Find(columns, "trace")] == TraceName).Select(row => (IReadOnlyList<string>)[.. row.Take(columns.Count)]);

    /// <summary>The names of the traces, in order.</summary>
    public static string Traces(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
        => string.Join(", ", rows.TakeWhile((row, at) => row[0] == rows.First()[0]).Select(row => row[Find(columns, "trace")]));

    /// <summary>A cell of a combined row: what all have, the weighted mean of numbers, or nothing.</summary>
    private static string Mean(string[] texts, double[] weights, double sum)
    {
        if (texts.All(text => text == texts[0]))
        {
            return texts[0];
        }

        double[] values = [.. texts.Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)];
        return values.Any(double.IsNaN) ? "" : Text(values.Zip(weights, (value, weight) => value * weight).Sum() / sum);
    }

    private static int Find(IReadOnlyList<string> columns, string name)
    {
        int at = columns.ToList().IndexOf(name);
        return at >= 0 ? at : columns.ToList().IndexOf("run_" + name);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
