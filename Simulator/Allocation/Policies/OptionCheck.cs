namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>What a policy makes of its options before anything runs.</summary>
/// <param name="Errors">Reasons not to run, a line each.</param>
/// <param name="Warnings">What the real library would warn of and go on, a line each.</param>
/// <param name="Effective">Every option with the value it ends up with, in the policy's order.</param>
public sealed record OptionCheck(IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings, IReadOnlyList<KeyValuePair<string, string>> Effective)
{
    /// <summary>The same, where what the real library would only warn of is a reason not to run, too.</summary>
    public OptionCheck Strict() => this with { Errors = [.. Errors, .. Warnings], Warnings = [] };

    /// <summary>Nothing to say.</summary>
    public static OptionCheck None { get; } = new([], [], []);
}
