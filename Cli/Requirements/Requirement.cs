using System.Text.RegularExpressions;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Requirements;

/// <summary>A limit on a measure, as MEASURE&lt;=VALUE. The value is in the measure's unit; with a sign and a percent sign it is a change against another run.</summary>
/// <param name="Measure">The measure.</param>
/// <param name="Comparison">&lt;=, &lt;, &gt;= or &gt;.</param>
/// <param name="Value">The limit; of a change 0.05 for +5%.</param>
/// <param name="IsChange">Whether the limit is a change against another run.</param>
/// <param name="Text">It as it was written.</param>
/// <param name="Place">Where it stands.</param>
public sealed partial record Requirement(Measure Measure, string Comparison, double Value, bool IsChange, string Text, string Place)
{
    /// <summary>Whether the measure must not be above the limit; otherwise it must not be below.</summary>
    public bool IsUpper => Comparison[0] == '<';

    /// <summary>Reads a requirement.</summary>
    /// <param name="text">MEASURE&lt;=VALUE.</param>
    /// <param name="place">Where it stands, for messages.</param>
    /// <param name="measures">The measures that there are.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <returns>Null when it is none.</returns>
    public static Requirement? TryRead(string text, string place, IReadOnlyList<Measure> measures, ICollection<string> errors)
    {
        if (Syntax().Match(text) is not { Success: true } match)
        {
            errors.Add($"{place} {text}: expected MEASURE<=VALUE, such as peak_resident_bytes<=512MiB");
            return null;
        }

        string name = match.Groups[1].Value;
        string value = match.Groups[3].Value;
        if (Measures.Find(name, measures) is not { } measure)
        {
            errors.Add($"{place} {text}: {Measures.Unknown(name, measures)}");
            return null;
        }

        bool isChange = value[0] is '+' or '-';
        if (isChange ? Measure.Percentage(value[1..], out double limit) : measure.TryParse(value, out limit))
        {
            return new Requirement(measure, match.Groups[2].Value, value[0] == '-' ? -limit : limit, isChange, $"{name}{match.Groups[2].Value}{value}", place);
        }

        errors.Add($"{place} {text}: '{value}' is not a value of {name}; expected {(isChange ? "a change such as +5% or -10%" : measure.Expected)}");
        return null;
    }

    /// <summary>What two or more requirements ask that no run can give, a line each.</summary>
    public static IEnumerable<string> Contradictions(IEnumerable<Requirement> requirements)
        => requirements.GroupBy(each => (each.Measure.Column, each.IsChange)).SelectMany(same =>
            from upper in same.Where(each => each.IsUpper)
            from lower in same.Where(each => !each.IsUpper)
            where lower.Value > upper.Value || (lower.Value == upper.Value && (lower.Comparison.Length == 1 || upper.Comparison.Length == 1))
            select $"{upper.Place} {upper.Text} contradicts {lower.Place} {lower.Text}: no run can meet both");

    /// <summary>Holds a run against the requirement.</summary>
    /// <param name="run">The run.</param>
    /// <param name="number">Which of the runs it is, from 0.</param>
    /// <param name="reference">The run that changes are against; null where there is none.</param>
    /// <param name="costs">What steps cost, for modelled times.</param>
    public Verdict Judge(SummaryRow run, int number, SummaryRow? reference, CostTable costs)
        => new(this, run, number, Measure.Read(run, costs), LimitFor(reference is null ? null : Measure.Read(reference, costs)));

    /// <summary>The limit in the measure's unit.</summary>
    /// <param name="reference">The other run's value, for a change.</param>
    public double? LimitFor(double? reference) => IsChange ? reference * (1 + Value) : Value;

    /// <summary>Whether a value meets a limit.</summary>
    public bool IsMet(double value, double limit) => Comparison switch
    {
        "<=" => value <= limit,
        "<" => value < limit,
        ">=" => value >= limit,
        _ => value > limit,
    };

    /// <summary>How far a value is from a limit, in words.</summary>
    public string Margin(double value, double limit)
    {
        string share = limit == 0 ? "" : $" ({Quantity.Percent(Math.Abs(value - limit) / Math.Abs(limit))})";
        return value == limit ? "right at the limit" : $"{Measure.Text(Math.Abs(value - limit))}{share} {(value > limit ? "above" : "below")} the limit";
    }

    [GeneratedRegex(@"^\s*([A-Za-z0-9_]+)\s*(<=|>=|<|>)\s*(\S.*?)\s*$")]
    private static partial Regex Syntax();
}
