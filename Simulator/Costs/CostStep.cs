namespace AllocSim.Simulator.Costs;

/// <summary>A step of an allocator's own that takes time. Its place in the policy's list is that of its kind behind <see cref="CostKind.FirstOwn"/>.</summary>
/// <param name="Name">Its name in a cost file, lower-case, without the unit.</param>
/// <param name="DefaultNs">What it takes where no file says it.</param>
/// <param name="GuessNs">The usual order of magnitude, set by hand: what a calibration starts from.</param>
/// <param name="Help">What it is, in one line.</param>
public sealed record CostStep(string Name, decimal DefaultNs, decimal GuessNs, string Help = "")
{
    /// <summary>A kind of the machine's that takes what this step says instead of what the table has for all allocators; null for a step that the allocator charges itself.</summary>
    public CostKind? InPlaceOf { get; init; }

    /// <summary>Whether a calibration leaves it at its default: it shows only where threads are at it at once, and not where they take turns.</summary>
    public bool IsKept { get; init; }

    /// <summary>Whether every call on an object that another thread made takes this much more.</summary>
    public bool IsOfHandedOver { get; init; }
}
