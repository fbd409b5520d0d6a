using AllocSim.Cli.Verification;
using AllocSim.Reports.Validation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Calibration.Choosing;

/// <summary>A run that no cost is fitted to: what it was in reality, and how far simulations of it are off.</summary>
/// <param name="Trace">Its calls.</param>
/// <param name="Threads">Its threads.</param>
/// <param name="Conf">The allocator's options.</param>
/// <param name="Real">Medians of the real runs.</param>
/// <param name="Blocks">Thread-local blocks of the real runs.</param>
internal sealed record HeldOutRun(InMemoryTrace Trace, int Threads, string Conf, ContendedFigures Real, IReadOnlyList<ulong> Blocks)
{
    /// <summary>What tables call it.</summary>
    public string Name => Threads == 1 ? Trace.Name : FormattableString.Invariant($"{Trace.Name}, {Threads} threads, {(Conf.Length == 0 ? "default options" : Conf)}");

    /// <summary>The run, simulated.</summary>
    public ContendedFigures Simulate(Policy policy, CostTable costs) => FlatOut.Figures(policy, Trace, Conf, costs, CostCounter.Cpus, Blocks);

    /// <summary>How far a simulation is off: each share by its bound, the throughput by that of ratios, added up. 0 where all agree, 1 where one is as far off as its bound.</summary>
    /// <remarks>Where the real library does not tell how its locks were taken, the throughput alone.</remarks>
    public double Distance(ContendedFigures simulated)
        => (Real.Operations == 0 ? 0
            : (Math.Abs(simulated.SpunShare - Real.SpunShare) + Math.Abs(simulated.BlockedShare - Real.BlockedShare) + Math.Abs(simulated.OwnerShare - Real.OwnerShare)) / VerifyRow.ShareBound)
            + (Math.Abs(Math.Log(simulated.CallsPerSecond / Real.CallsPerSecond)) / Math.Log(VerifyRow.RatioBound));
}
