using AllocSim.Cli.Calibration;
using AllocSim.Cli.Calibration.Choosing;
using AllocSim.Cli.Policies;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using AllocSim.Workloads.Sources;

namespace AllocSim.Tests.Calibration;

/// <summary>Of a measured table only that is taken which predicts other runs better; the runs here are simulated ones, so that it is known which costs are true.</summary>
[TestFixture]
internal sealed class CostChoiceTests
{
    private static readonly Policy Policy = PolicyRegistry.Standard.Default;
    private static readonly CostTable Default = CostDefaults.For(Policy);
    private static readonly InMemoryTrace Churn = ScriptedTrace.Load("churn", e =>
    {
        for (int i = 0; i < 1_000; i++)
        {
            for (e.Thread = 0; e.Thread < 2; e.Thread++)
            {
                e.Free(e.Malloc(1024));
                e.Free(e.Malloc(100_000));
            }
        }
    });

    [Test]
    public void ATableThatPredictsWorse_LeavesTheDefaultOne()
    {
        CostChoice choice = Choice(truth: Default, measured: Times(Default, CostGroups.All, 3));
        Assert.That(choice.Run(), Is.Empty);
        Assert.That(CostFileText(choice.Table(choice.Run())), Is.EqualTo(CostFileText(Default)));
    }

    [Test]
    public void AGroupThatPredictsBetter_IsTaken_AndOnlyThat()
    {
        CostTable truth = Times(Default, [CostGroup.Locks], 3);
        CostChoice choice = Choice(truth, measured: Times(truth, [CostGroup.System, CostGroup.Calls], 3));
        Assert.That(choice.Run(), Is.EqualTo(new[] { CostGroup.Locks }));
    }

    [Test]
    public void AllOfATrueTable_IsTaken_ButForWhatChangesNothing()
    {
        CostTable truth = Times(Default, CostGroups.All, 3);
        IReadOnlyList<CostGroup> taken = Choice(truth, truth).Run();
        Assert.That(taken, Is.SupersetOf(new[] { CostGroup.Calls, CostGroup.System, CostGroup.Locks }));
    }

    [Test]
    public void EveryCost_BelongsToAGroup_ButTheSettingsOfTheSystem()
        => Assert.That(Default.Kinds.Where(kind => CostGroups.Of(kind) is null), Is.EqualTo(new[] { CostKind.TimeSlice, CostKind.SleepGap }));

    [Test]
    public void ARunThatIsPredictedExactly_IsNotOff()
    {
        HeldOutRun run = Run(Default, "narenas:1,tcache:false");
        Assert.That(run.Distance(run.Simulate(Policy, Default)), Is.Zero);
    }

    [Test]
    public void RunsThatDisagree_WeighLess()
    {
        Assert.That(new CalibrationRow("steady", [1], [100, 101, 100, 99, 100]).Weight, Is.EqualTo(1));
        Assert.That(new CalibrationRow("wild", [1], [100, 200, 50, 130, 70]).Weight, Is.LessThan(0.2));
    }

    private static CostChoice Choice(CostTable truth, CostTable measured)
        => new(Policy, measured, [Run(truth, "narenas:1,tcache:false"), Run(truth, "tcache:false"), Run(truth, "")], costs => costs);

    private static HeldOutRun Run(CostTable truth, string conf)
    {
        HeldOutRun unknown = new(Churn, 2, conf, default, []);
        return unknown with { Real = unknown.Simulate(Policy, truth) };
    }

    private static CostTable Times(CostTable table, IReadOnlyCollection<CostGroup> groups, int factor) => CostGroups.Mix(table, table.Times(factor), groups);

    private static string CostFileText(CostTable table) => AllocSim.Cli.Contended.CostFile.Text(table);
}
