using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>A short trace that exercises few kinds of cost.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Conf">The allocator's options that it runs with.</param>
/// <param name="Touch">Which pages of new objects are written.</param>
/// <param name="Calls">What it does.</param>
/// <param name="Sizes">The size or sizes of its objects.</param>
/// <param name="Count">How often.</param>
/// <param name="Batch">Objects at once, where it takes several.</param>
public sealed record MicroTraceDeclaration(string Name, string Conf, TouchMode Touch, MicroCalls Calls, IReadOnlyList<ulong> Sizes, int Count, int Batch = 1)
{
    /// <summary>Threads that do it at once, each with objects of its own: two that share a core slow each other down.</summary>
    public int Threads { get; init; } = 1;
}
