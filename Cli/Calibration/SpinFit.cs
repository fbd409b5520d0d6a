using AllocSim.Cli.Verification;
using AllocSim.Reports.Validation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Generators;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Calibration;

/// <summary>
/// The costs that only show when threads contend: how soon a spinning thread sees that a mutex is free, what its looking costs the one that has it, and what moves over with a mutex (its line, the
/// bin's record, the slab's bitmap, the object). They are chosen out of a grid, so that two threads at one bin's mutex spin and take turns as often, and get as much done, as in reality.
/// </summary>
/// <remarks>What moves over is also fitted to threads that take turns by handing objects over; that value is one of the grid. Where caches are far apart it is several times as much under contention.</remarks>
internal static class SpinFit
{
    private const int Cpus = 2;
    private const int Rounds = 30_000;

    // As many as a share and a throughput need.
    private const int SimulatedRounds = 6_000;

    private static readonly long[] Notices = [1, 2, 5, 10, 20, 40, 80, 160];
    private static readonly long[] Disturbances = [0, 40, 80, 120, 160, 240, 320, 480];
    private static readonly long[] Moves = [20, 40, 80, 120, 180, 270, 400];

    /// <summary>The run that they are chosen by: one object of 1024 bytes kept, others come and go.</summary>
    public static MicroTrace Trace(Policy policy) => Trace(policy, Rounds);

    /// <summary>The estimates with these replaced; as they are where the real library does not tell how its locks were taken.</summary>
    /// <param name="estimates">Estimates of all costs.</param>
    /// <param name="real">What the real runs gave.</param>
    /// <param name="policy">The simulated library.</param>
    public static IReadOnlyList<CostEstimate> Add(IReadOnlyList<CostEstimate> estimates, IReadOnlyList<ContendedFigures> real, Policy policy)
    {
        CostTable table = estimates.Aggregate(CostGuesses.For(policy), (costs, each) => costs.With(each.Kind, each.Ns));
        ContendedFigures wanted = ContendedFigures.MedianOf(real);
        if (wanted.Operations == 0)
        {
            return estimates;
        }

        InMemoryTrace trace = Trace(policy, SimulatedRounds).Load();
        decimal[] moves = [.. Moves.Select(ns => (decimal)ns).Append(table[CostKind.OwnerSwitch]).Order()];
        (long Notice, long Disturbance, decimal Move)[] grid = [.. from notice in Notices from disturbance in Disturbances from move in moves select (notice, disturbance, move)];
        double[] distances = new double[grid.Length];
        Parallel.For(0, grid.Length, i => distances[i] = Distance(wanted, Simulate(policy, trace, With(table, grid[i]))));
        (long Notice, long Disturbance, decimal Move) best = grid[Array.IndexOf(distances, distances.Min())];
        return [.. estimates.Select(each => each.Kind switch
        {
            CostKind.SpinNotice => Chosen(each, best.Notice, [.. Notices.Select(ns => (decimal)ns)]),
            CostKind.SpunOn => Chosen(each, best.Disturbance, [.. Disturbances.Select(ns => (decimal)ns)]),
            CostKind.OwnerSwitch => Chosen(each, best.Move, moves),
            _ => each,
        })];
    }

    /// <summary>How far two runs are apart: shares of spinning and of turns by the bound of their difference, throughputs by that of their ratio.</summary>
    public static double Distance(ContendedFigures real, ContendedFigures simulated)
    {
        double spun = (simulated.SpunShare - real.SpunShare) / VerifyRow.ShareBound;
        double turns = (simulated.OwnerShare - real.OwnerShare) / VerifyRow.ShareBound;
        double rate = Math.Log(simulated.CallsPerSecond / real.CallsPerSecond) / Math.Log(VerifyRow.RatioBound);
        return (spun * spun) + (turns * turns) + (rate * rate);
    }

    /// <summary>The run, simulated.</summary>
    public static ContendedFigures Simulate(Policy policy, InMemoryTrace trace, CostTable costs) => FlatOut.Figures(policy, trace, Trace(policy).Conf, costs, Cpus);

    private static CostTable With(CostTable table, (long Notice, long Disturbance, decimal Move) costs)
        => table.With(CostKind.SpinNotice, costs.Notice).With(CostKind.SpunOn, costs.Disturbance).With(CostKind.OwnerSwitch, costs.Move);

    private static MicroTrace Trace(Policy policy, int rounds) => new("contended", policy.VerifiedSets[0], TouchMode.First, emitter => Contend(emitter, rounds));

    // The neighbours in the grid are as far as the choice is known.
    private static CostEstimate Chosen(CostEstimate estimate, decimal ns, decimal[] grid) => estimate with
    {
        Ns = ns,
        EstimateNs = (double)ns,
        LowNs = (double)grid[Math.Max(0, Array.IndexOf(grid, ns) - 1)],
        HighNs = (double)grid[Math.Min(grid.Length - 1, Array.IndexOf(grid, ns) + 1)],
        Resolution = 1,
        Origin = CostOrigin.Chosen,
    };

    private static void Contend(Emitter e, int rounds)
    {
        for (int i = -1; i < rounds; i++)
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
