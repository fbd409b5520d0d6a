using AllocSim.Cli.Policies;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Operations;

namespace AllocSim.Tests.Contention;

/// <content>What must hold of any trace: checked over random ones.</content>
internal sealed partial class ContendedEngineTests
{
    private static readonly string[] Confs = ["", "narenas:1", "tcache:false", "narenas:1,tcache:false", "percpu_arena:percpu", "narenas:2,mutex_max_spin:1"];

    [TestCaseSource(nameof(FewSeeds))]
    public void OfAnyTrace_DoublingCostsAndGapsDoublesTheTime(int seed) => DoubleIsTwice(seed);

    [Test]
    [Category("Slow")]
    public void OfManyTraces_DoublingCostsAndGapsDoublesTheTime([Range(100, 299)] int seed) => DoubleIsTwice(seed);

    [TestCaseSource(nameof(FewSeeds))]
    public void OfAnyTrace_RenamingThreadsChangesNothing(int seed) => NamesDoNotMatter(seed);

    [Test]
    [Category("Slow")]
    public void OfManyTraces_RenamingThreadsChangesNothing([Range(100, 299)] int seed) => NamesDoNotMatter(seed);

    private static IEnumerable<int> FewSeeds() => Enumerable.Range(1, 12);

    private static void DoubleIsTwice(int seed)
    {
        string conf = Confs[seed % Confs.Length] + (seed % Confs.Length == 0 ? "" : ",") + "dirty_decay_ms:-1";
        int threads = 1 + (seed % 9);
        int cpus = 1 + (seed / 3 % 5);
        bool isFlatOut = seed % 4 == 0;
        Operation[] once = Random(threads, 2_000, gap: 10 + (seed * 7 % 400), seed);
        Operation[] twice = [.. once.Select(o => o with { TimeNs = 2 * o.TimeNs })];
        CostTable whole = CostDefaults.For(PolicyRegistry.Standard.Default).Kinds.Aggregate(CostDefaults.For(PolicyRegistry.Standard.Default), (table, kind) => table.With(kind, Math.Round(table[kind])));
        Outcome one = Contended(once, conf, whole, cpus: cpus, flatOut: isFlatOut, pinned: seed % 5 == 0);
        Outcome two = Contended(twice, conf, whole.Times(2), cpus: cpus, flatOut: isFlatOut, pinned: seed % 5 == 0);
        Assert.That((two.SimulatedNs, two.WaitNs, two.ObjectWaitNs, two.Addresses), Is.EqualTo((2 * one.SimulatedNs, 2 * one.WaitNs, 2 * one.ObjectWaitNs, one.Addresses)));
    }

    // Names that are as far apart as before, seen from the CPUs: a thread's first CPU goes by its name.
    private static void NamesDoNotMatter(int seed)
    {
        string conf = Confs[seed % 4];
        int threads = 2 + (seed % 7);
        int cpus = 1 + (seed / 2 % 5);
        Operation[] trace = Random(threads, 2_000, gap: 10 + (seed * 11 % 300), seed);
        Operation[] renamed = [.. trace.Select(o => o with { Thread = o.Thread + (cpus * ((o.Thread * 5 + seed) % 11 + 1) * 20) })];
        Outcome one = Contended(trace, conf, cpus: cpus);
        Outcome other = Contended(renamed, conf, cpus: cpus);
        Assert.That((other.Addresses, other.SimulatedNs, other.WaitNs, other.ObjectWaitNs), Is.EqualTo((one.Addresses, one.SimulatedNs, one.WaitNs, one.ObjectWaitNs)));
    }
}
