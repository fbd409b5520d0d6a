using AllocSim.Cli.Differential.Library;
using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Differential.Explaining;

/// <summary>One trace under one set of options.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="OpenTrace">Opens the trace, as often as needed.</param>
/// <param name="Settings">Policy, library, options, machine.</param>
internal sealed record DifferingCase(string Name, Func<ITraceSource> OpenTrace, ComparisonSettings Settings);
