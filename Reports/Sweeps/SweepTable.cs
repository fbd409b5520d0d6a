using System.Globalization;

namespace AllocSim.Reports.Sweeps;

/// <summary>What charts and the Pareto front need of points.csv.</summary>
/// <param name="Trace">The trace's name.</param>
/// <param name="Axes">What varies.</param>
/// <param name="Points">The points, by number.</param>
public sealed record SweepTable(string Trace, IReadOnlyList<string> Axes, IReadOnlyList<SweepOutcome> Points)
{
    /// <summary>The policy that all points have; empty where it varies, or is not told.</summary>
    public string Policy { get; init; } = "";

    /// <summary>What titles call it: the trace, and the policy where all points have one.</summary>
    public string Name => Policy.Length == 0 ? Trace : $"{Trace}, {Policy}";

    /// <summary>What an option takes for "never" or "without limit".</summary>
    public const string Never = "-1";

    /// <summary>Picks it out of the table's columns and rows.</summary>
    /// <param name="columns">All columns: point, the axes, trace, and so on.</param>
    /// <param name="rows">The rows.</param>
    public static SweepTable From(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        List<string> names = [.. columns];
        int trace = names.FindIndex(name => name is "trace" or "run_trace");
        int[] measures = [.. SweepMeasure.All.Select(measure => names.FindIndex(name => name == measure.Column || name == "run_" + measure.Column))];
        int policy = names.FindIndex(trace, name => name is "policy" or "run_policy");
        string traceName = "";
        string policyName = "";
        bool isOnePolicy = true;
        List<SweepOutcome> points = [];
        foreach (IReadOnlyList<string> row in rows)
        {
            traceName = row[trace];
            isOnePolicy &= points.Count == 0 || policy < 0 || row[policy] == policyName;
            policyName = !isOnePolicy || policy < 0 ? "" : row[policy];
            points.Add(new SweepOutcome(
                int.Parse(row[0], CultureInfo.InvariantCulture),
                [.. row.Skip(1).Take(trace - 1)],
                [.. measures.Select(at => at < 0 || row[at].Length == 0 ? double.NaN : double.Parse(row[at], CultureInfo.InvariantCulture))]));
        }

        return new SweepTable(traceName, [.. names[1..trace]], points) { Policy = policyName };
    }

    /// <summary>Whether a measure differs between points; a point without a value differs from one with a value.</summary>
    public bool Varies(SweepMeasure measure) => Points.Any(point => !point[measure].Equals(Points[0][measure]));

    /// <summary>The values of an axis, in the order in which points have them; numbers ascend, and -1, which options take for "never" or "without limit", stands behind them; an option's default, where no value was set, stands before them.</summary>
    public IReadOnlyList<string> ValuesOf(int axis)
    {
        string[] values = [.. Points.Select(point => point.Values[axis]).Distinct()];
        return values.All(value => value.Length == 0 || double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            ? [.. values.OrderBy(value => value == Never).ThenBy(value => value.Length == 0 ? double.NegativeInfinity : double.Parse(value, CultureInfo.InvariantCulture))]
            : values;
    }
}
