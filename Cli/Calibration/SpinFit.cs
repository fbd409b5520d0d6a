using AllocSim.Cli.Verification;
using AllocSim.Reports.Contention;
using AllocSim.Reports.Validation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Generators;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Calibration;

/// <summary>
/// The two costs that only show when threads contend: how soon a spinning thread sees that a mutex is free, and what its looking costs the one that has it. They are chosen out of a grid, so that
/// two threads at one bin's mutex spin as often and get as much done as in reality.
/// </summary>
internal static class SpinFit
{
    private const int Cpus = 2;

    private static readonly long[] Notices = [1, 2, 5, 10, 20, 40, 80, 160, 320];
    private static readonly long[] Disturbances = [0, 20, 40, 80, 120, 160, 240, 320, 480, 640];

    /// <summary>The run that they are chosen by: one object of 1024 bytes kept, others come and go.</summary>
    public static MicroTrace Trace(Policy policy) => new("contended", policy.VerifiedSets[0], TouchMode.First, Contend);

    /// <summary>The estimates with these two replaced.</summary>
    /// <param name="estimates">Estimates of all costs.</param>
    /// <param name="real">What the real runs gave.</param>
    /// <param name="policy">The simulated library.</param>
    public static IReadOnlyList<CostEstimate> Add(IReadOnlyList<CostEstimate> estimates, IReadOnlyList<ContendedFigures> real, Policy policy)
    {
        CostTable table = estimates.Aggregate(CostGuesses.For(policy), (costs, each) => costs.With(each.Kind, each.Ns));
        ContendedFigures wanted = ContendedFigures.MedianOf(real);
        InMemoryTrace trace = Trace(policy).Load();
        (long notice, long disturbance) = Notices.SelectMany(n => Disturbances.Select(d => (n, d)))
            .MinBy(pair => Distance(wanted, Simulate(policy, trace, table.With(CostKind.SpinNotice, pair.n).With(CostKind.SpunOn, pair.d))));
        return [.. estimates.Select(each => each.Kind switch
        {
            CostKind.SpinNotice => Chosen(each, notice, Notices),
            CostKind.SpunOn => Chosen(each, disturbance, Disturbances),
            _ => each,
        })];
    }

    /// <summary>How far two runs are apart: shares of spinning by the bound of their difference, throughputs by that of their ratio.</summary>
    public static double Distance(ContendedFigures real, ContendedFigures simulated)
    {
        double spun = (simulated.SpunShare - real.SpunShare) / VerifyRow.ShareBound;
        double rate = Math.Log(simulated.CallsPerSecond / real.CallsPerSecond) / Math.Log(VerifyRow.RatioBound);
        return (spun * spun) + (rate * rate);
    }

    /// <summary>The run, simulated.</summary>
    public static ContendedFigures Simulate(Policy policy, InMemoryTrace trace, CostTable costs)
    {
        ContentionReport report = FlatOut.Simulate(policy, trace, Trace(policy).Conf, Trace(policy).Touch, costs, Cpus);
        return ContendedFigures.Of(report.Mutexes, policy, trace.OperationCount, report.SimulatedNs);
    }

    // The neighbours in the grid are as far as the choice is known.
    private static CostEstimate Chosen(CostEstimate estimate, long ns, long[] grid) => estimate with
    {
        Ns = ns,
        EstimateNs = ns,
        LowNs = grid[Math.Max(0, Array.IndexOf(grid, ns) - 1)],
        HighNs = grid[Math.Min(grid.Length - 1, Array.IndexOf(grid, ns) + 1)],
        Resolution = 1,
        Origin = CostOrigin.Chosen,
    };

    private static void Contend(Emitter e)
    {
        const int Rounds = 30_000;
        for (int i = -1; i < Rounds; i++)
        {
            for (e.Thread = 0; e.Thread < Cpus; e.Thread++)
            {
                Emitter.Handle made = e.Malloc(1024);
                if (i >= 0)
                {
                    e.Free(made);
                }
            }
        }
    }
}
