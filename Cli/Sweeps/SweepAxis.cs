namespace AllocSim.Cli.Sweeps;

/// <summary>One thing that a sweep varies, and its values in order.</summary>
/// <param name="Name">policy, cpus, page_size, touch, or the name of an option of the allocator.</param>
/// <param name="Values">The values as typed.</param>
public sealed record SweepAxis(string Name, IReadOnlyList<string> Values);
