namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>An option of an allocator, for people and for messages; the policy's own parser decides what is accepted.</summary>
/// <param name="Name">The library's own name.</param>
/// <param name="Range">Values that it takes, with their unit: -1 or milliseconds from 0 on; true or false; …</param>
/// <param name="Default">The value where nobody sets it, in the library's words.</param>
/// <param name="Help">What it decides, in one line.</param>
public sealed record PolicyOption(string Name, string Range, string Default = "", string Help = "")
{
    /// <summary>The values that are worth trying when somebody asks for the best ones, and what the option decides.</summary>
    public TuningRange Tuning { get; init; } = TuningRange.Neither;
}
