using System.Collections.Concurrent;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;

namespace AllocSim.Cli.Calibration.Choosing;

/// <summary>Decides which groups of a measured table are better than the default one's, by runs that neither was fitted to.</summary>
/// <remarks>
/// Every mixture of groups is tried, the default table among them; that with the least mean distance is taken. So on these runs the result is never worse than the default table.
/// Of mixtures that are as good, within a hundredth, it is the one with the fewest measured groups: what does not predict better is left at its default.
/// </remarks>
/// <param name="policy">The simulated library.</param>
/// <param name="measured">The measured table.</param>
/// <param name="runs">The runs.</param>
/// <param name="schedule">Makes a table as the threads of the real runs have it.</param>
/// <param name="choices">The groups that may be as measured; null for all.</param>
internal sealed class CostChoice(Policy policy, CostTable measured, IReadOnlyList<HeldOutRun> runs, Func<CostTable, CostTable> schedule, IReadOnlyList<CostGroup>? choices = null)
{
    private const double Alike = 0.01;

    /// <summary>The default table.</summary>
    public CostTable Default { get; } = CostDefaults.For(policy);

    /// <summary>The groups whose measured values predict better than the default ones.</summary>
    public IReadOnlyList<CostGroup> Run()
    {
        IReadOnlyList<CostGroup>[] mixtures = [.. Enumerable.Range(0, 1 << (choices ?? CostGroups.All).Count).Select(bits => (IReadOnlyList<CostGroup>)[.. (choices ?? CostGroups.All).Where((_, i) => (bits >> i & 1) != 0)])];
        double[] distances = new double[mixtures.Length];
        Parallel.ForEach(Partitioner.Create(Enumerable.Range(0, mixtures.Length), EnumerablePartitionerOptions.NoBuffering), i => distances[i] = Distance(Table(mixtures[i])));
        double least = distances.Min();
        int chosen = Enumerable.Range(0, mixtures.Length).Where(i => distances[i] <= least + (Alike * distances[0])).OrderBy(i => mixtures[i].Count).ThenBy(i => distances[i]).ThenBy(i => i).First();
        return mixtures[distances[0] <= distances[chosen] ? 0 : chosen];
    }

    /// <summary>The default table with some groups as measured.</summary>
    public CostTable Table(IReadOnlyCollection<CostGroup> groups) => CostGroups.Mix(Default, measured, groups);

    /// <summary>How far off a run is with a table.</summary>
    public double Distance(HeldOutRun run, CostTable costs) => run.Distance(run.Simulate(policy, schedule(costs)));

    // Recordings of one thread, of which there are few, weigh as much together as workloads of several.
    private double Distance(CostTable costs) => runs.GroupBy(run => run.Threads == 1).Average(alike => alike.Average(run => Distance(run, costs)));
}
