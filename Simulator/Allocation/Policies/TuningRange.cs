namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>The values of an option that are worth trying, and what it decides.</summary>
/// <param name="Decides">What the option can change.</param>
/// <param name="Values">The values, in order where they have one; the default may be among them. Empty where it is not searched.</param>
public sealed record TuningRange(TuningEffect Decides, params IReadOnlyList<string> Values)
{
    /// <summary>Decides nothing that is measured, and is not searched.</summary>
    public static TuningRange Neither { get; } = new(TuningEffect.None);

    /// <summary>Whether values that stand beside each other are alike.</summary>
    public bool IsOrdered { get; init; } = true;

    /// <summary>The option without whose value this one does nothing, as NAME and VALUE; null for none.</summary>
    public (string Name, string Value)? Needs { get; init; }
}
