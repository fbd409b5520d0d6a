using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Generators;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Calibration;

/// <summary>A short trace that exercises few kinds of cost.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Conf">The allocator's options that it runs with.</param>
/// <param name="Touch">Which pages of new objects are written.</param>
/// <param name="Script">Makes its calls.</param>
public sealed record MicroTrace(string Name, string Conf, TouchMode Touch, Action<Emitter> Script)
{
    /// <summary>The calls.</summary>
    public InMemoryTrace Load() => ScriptedTrace.Load(Name, Script);
}
