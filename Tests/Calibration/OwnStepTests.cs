using AllocSim.Allocator.Glibc.Contended;
using AllocSim.Allocator.Mimalloc.Contended;
using AllocSim.Allocator.Tcmalloc.Contended;
using AllocSim.Cli.Calibration;
using AllocSim.Cli.Contended;
using AllocSim.Cli.Policies;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Generators;
using AllocSim.Workloads.Sources;

namespace AllocSim.Tests.Calibration;

/// <summary>What glibc, mimalloc and tcmalloc charge for steps of their own: how much more of it stands in a trace with ten rounds more, counted by hand.</summary>
[TestFixture]
internal sealed class OwnStepTests
{
    private static readonly string[] Names = ["glibc", "mimalloc", "tcmalloc"];

    private const ulong Kib = 1024;

    [Test]
    public void APairPastTheCache_IsCutFromTheTop_AndMergedWithIt()
        => Assert.That(TenMore("glibc", "glibc.malloc.tcache_count=0", Batch(300, 1), GlibcCost.ArenaMalloc, GlibcCost.Split, GlibcCost.ArenaFree, GlibcCost.Merge, GlibcCost.Sort), Is.EqualTo(new[] { 10, 10, 10, 10, 0 }));

    // Seven of fifteen go into the cache, eight into a fast bin; the eighth request takes one of those, and seven more into the cache.
    [Test]
    public void OfFifteenSmallChunks_EightGoThroughAFastBin_AndSevenAreStashed()
        => Assert.That(TenMore("glibc", "", Batch(64, 15), GlibcCost.FastFree, GlibcCost.ArenaMalloc, GlibcCost.Stash, GlibcCost.Line), Is.EqualTo(new[] { 80, 10, 70, 0 }));

    [Test]
    public void ARequestBeyondTheDirectTable_GoesTheLongWay_AndLooksAtOnePage()
        => Assert.That(TenMore("mimalloc", "", Batch(2000, 1), MimallocCost.Generic, MimallocCost.PageLook, MimallocCost.Extend, MimallocCost.ForeignFree), Is.EqualTo(new[] { 10, 10, 0, 0 }));

    [Test]
    public void ALargeObject_IsASpanThatIsFound_AndGivenBack_AndMerged()
        => Assert.That(TenMore("tcmalloc", "", Batch(512 * Kib, 1), TcmallocCost.SpanFind, TcmallocCost.SpanFree, TcmallocCost.SpanMerge, TcmallocCost.Fetch), Is.EqualTo(new[] { 10, 10, 10, 0 }));

    [TestCaseSource(nameof(Names))]
    public void ACall_TakesWhatThePolicySaysOfIt_NotWhatTheTableHasForAll(string name)
    {
        CostTable table = CostTable.Zero.WithDefaultSteps().With(CostKind.Malloc, 1000).For(Policy(name).CostSteps).With(CostKind.FirstOwn, 7);
        Assert.That((table.Picoseconds(CostKind.Malloc), table[CostKind.Malloc], table.For(PolicyRegistry.Standard.Default.CostSteps).Picoseconds(CostKind.Malloc)), Is.EqualTo((7000L, 1000m, 1_000_000L)));
    }

    [TestCaseSource(nameof(Names))]
    public void TheMicroTraces_HaveOptionsThatThePolicyTakes(string name)
        => Assert.That(Policy(name).MicroTraces.SelectMany(trace => Policy(name).Check(trace.Conf).Strict().Errors), Is.Empty);

    [Test]
    public void TwoAlikeThreads_MakeTheSameCallsInTurn()
    {
        InMemoryTrace trace = MicroTraces.Of(Policy("mimalloc")).First(each => each.Name == "pairs of 64").Load();
        Operation[] calls = [.. trace.Batches[0].Operations.Take(4)];
        Assert.That(calls.Select(call => (call.Kind, call.Thread)), Is.EqualTo(new[] { (OperationKind.Malloc, 0), (OperationKind.Malloc, 1), (OperationKind.Free, 0), (OperationKind.Free, 1) }));
    }

    [Test]
    public void ACalibrationOfAnotherPolicy_ChangesItsStepsAlone_AndOneOfTheDefaultLeavesThem()
    {
        string[] known = ["# of another day", "malloc_ns: 1 # fitted", "tcache_fill_ns: 2", "glibc_malloc_ns: 3", "mimalloc_malloc_ns: 4"];
        string[] measured = ["malloc_ns: 9", "glibc_malloc_ns: 8 # fitted"];
        Assert.That(MachineCosts.Join(known, measured, Policy("glibc"), PolicyRegistry.Standard), Is.EqualTo(new[] { known[0], known[1], known[2], known[4], measured[1] }));
        Assert.That(MachineCosts.Join(known, ["malloc_ns: 9", "tcache_fill_ns: 8"], PolicyRegistry.Standard.Default, PolicyRegistry.Standard), Is.EqualTo(new[] { "malloc_ns: 9", "tcache_fill_ns: 8", known[3], known[4] }));
        Assert.That(MachineCosts.Join([], measured, Policy("glibc"), PolicyRegistry.Standard), Is.EqualTo(measured));
    }

    private static Policy Policy(string name) => PolicyRegistry.Standard.Find(name)!;

    private static Func<int, Action<Emitter>> Batch(ulong size, int batch) => rounds => e =>
    {
        for (int round = 0; round < rounds; round++)
        {
            Array.ForEach([.. Enumerable.Range(0, batch).Select(_ => e.Malloc(size))], e.Free);
        }
    };

    private static int[] TenMore(string policy, string conf, Func<int, Action<Emitter>> script, params CostKind[] kinds)
    {
        CostCounter counter = new(Policy(policy), CostGuesses.For(Policy(policy)));
        double[] few = counter.Count(ScriptedTrace.Load("few", script(10)), conf, TouchMode.First, kinds);
        double[] many = counter.Count(ScriptedTrace.Load("many", script(20)), conf, TouchMode.First, kinds);
        return [.. many.Zip(few, (after, before) => (int)(after - before))];
    }
}
