using System.Globalization;
using AllocSim.Cli.Requirements;

namespace AllocSim.Cli.Tuning;

/// <summary>What a setting came to, on each trace.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Number">Which of the settings that were run it is, from 0.</param>
/// <param name="Columns">Columns of its rows.</param>
/// <param name="Rows">Its rows, one a trace.</param>
public sealed record TuneOutcome(TuneSetting Setting, int Number, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>A measure on a trace; not a number where the row has none.</summary>
    public double this[Measure measure, int trace] => double.TryParse(Text(measure.Column, trace), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;

    /// <summary>A column's text on a trace; empty where there is no such column.</summary>
    public string Text(string column, int trace)
    {
        int at = Columns.ToList().IndexOf(column);
        at = at < 0 ? Columns.ToList().IndexOf("run_" + column) : at;
        return at < 0 ? "" : Rows[trace][at];
    }
}
