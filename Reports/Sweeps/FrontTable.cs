using System.Globalization;
using AllocSim.Reports.Console;

namespace AllocSim.Reports.Sweeps;

/// <summary>The answer of a sweep on the terminal: the points that no other beats in mean resident memory and one of the costs.</summary>
public static class FrontTable
{
    private const int RowsMax = 20;
    private const int TiedMax = 3;
    private const int UsualWidth = 120;

    /// <summary>Writes the table; nothing where all points cost the same.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="table">The sweep.</param>
    /// <param name="width">Characters in a line of the terminal; null where there is none.</param>
    public static void Write(TextWriter output, SweepTable table, int? width)
    {
        SweepMeasure memory = SweepMeasure.Memory[0];
        SweepMeasure[] costs = [.. SweepMeasure.Costs.Where(table.Varies)];
        SweepMeasure[] measures = [.. SweepMeasure.Memory, .. costs];
        SweepOutcome[][] rows = [.. costs.SelectMany(cost => ParetoFront.Of(table.Points, memory, cost)).DistinctBy(point => point.Number)
            .OrderBy(point => point[memory]).ThenBy(point => point.Number)
            .GroupBy(point => string.Join(' ', measures.Select(measure => point[measure].ToString("R", CultureInfo.InvariantCulture)))).Select(tied => tied.ToArray())];
        if (rows.Length == 0)
        {
            return;
        }

        SweepOutcome[][] shown = [.. rows.Take(RowsMax)];
        TextLines.Write(output, $"Points that none beats in both {memory.Label} and one of the costs{(rows.Length > RowsMax ? string.Create(CultureInfo.InvariantCulture, $" (the first {RowsMax} of {rows.Length})") : "")}:", width);
        output.Write("\n");
        new TextTable(
            [new TextColumn("point", [.. shown.Select(tied => Joined(tied, point => point.Number.ToString(CultureInfo.InvariantCulture)))])],
            [
                .. table.Axes.Select((axis, i) => new TextColumn(axis, [.. shown.Select(tied => Joined(tied, point => SweepCharts.Short(point.Values[i])))])),
                .. measures.Select(measure => new TextColumn(measure.Label, [.. shown.Select(tied => measure.Text(tied[0]))])),
            ]).Write(output, width ?? UsualWidth);
        output.Write("\n");
    }

    private static string Joined(SweepOutcome[] tied, Func<SweepOutcome, string> text)
    {
        string[] texts = [.. tied.Select(text).Distinct()];
        return texts.Length <= TiedMax ? string.Join(" or ", texts) : $"{string.Join(", ", texts.Take(TiedMax))} and {texts.Length - TiedMax} more";
    }
}
