namespace AllocSim.Simulator.Allocation.Diagnosis;

/// <summary>Objects of one size in a <see cref="ProgramLoad"/>.</summary>
/// <param name="Size">Bytes of an object, as the allocator rounds them.</param>
/// <param name="Requests">Requests since the start.</param>
/// <param name="Live">Objects handed out now.</param>
public sealed record LoadClass(double Size, double Requests, double Live);
