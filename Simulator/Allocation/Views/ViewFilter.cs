namespace AllocSim.Simulator.Allocation.Views;

/// <summary>A choice among the rows of a view: those whose column shows a value, in capitals or not.</summary>
/// <param name="Option">What people type, without the dashes; the same word in every view that has it.</param>
/// <param name="Column">The column that is looked at.</param>
/// <param name="Values">All values that it can have; none where they are numbers.</param>
public sealed record ViewFilter(string Option, string Column, params IReadOnlyList<string> Values)
{
    /// <summary>The value that says that there is none, which a picture shows without a colour of its own; empty where every value says something.</summary>
    public string None { get; init; } = "";
}
