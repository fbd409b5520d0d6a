using AllocSim.Reports.Tables;

namespace AllocSim.Cli.Requirements;

/// <summary>What a run makes of a requirement.</summary>
/// <param name="Requirement">The requirement.</param>
/// <param name="Run">The run.</param>
/// <param name="Number">Which of the runs it is, from 0.</param>
/// <param name="Value">The measure's value in it; null where the run does not have it.</param>
/// <param name="Limit">The limit in the measure's unit; null where there is no other run that it is a change against.</param>
public sealed record Verdict(Requirement Requirement, SummaryRow Run, int Number, double? Value, double? Limit)
{
    /// <summary>Whether the requirement is met; one that cannot be judged is not.</summary>
    public bool IsMet => Value is { } value && Limit is { } limit && Requirement.IsMet(value, limit);

    /// <summary>How it stands, in words, with the margin.</summary>
    public string Words
        => Value is not { } value || Limit is not { } limit ? $"{Requirement.Text}: the run has no {Requirement.Measure.Column}"
            : $"{Requirement.Text}: {Requirement.Measure.Text(value)}, {Requirement.Margin(value, limit)}{(Requirement.IsChange ? $" of {Requirement.Measure.Text(limit)}" : "")}";
}
