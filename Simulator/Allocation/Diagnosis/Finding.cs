namespace AllocSim.Simulator.Allocation.Diagnosis;

/// <summary>Something that is out of the norm.</summary>
/// <param name="Name">A name of one or a few words; docs/diagnose.md has a heading of it that says why.</param>
/// <param name="Words">What it is, with its figure.</param>
/// <param name="CostBytes">Memory that it holds; 0 where it costs time or address space instead.</param>
/// <param name="Option">The option that is made for it.</param>
public sealed record Finding(string Name, string Words, double CostBytes, string Option)
{
    /// <summary>Options that follow the advice, as the policy takes them, so that they can be tried; empty where there are none, or where only time could show what they do.</summary>
    public string Trial { get; init; } = "";
}
