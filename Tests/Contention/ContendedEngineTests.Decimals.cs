using AllocSim.Cli.Policies;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Operations;
using static AllocSim.Tests.Replay.ListTrace;

namespace AllocSim.Tests.Contention;

/// <content>Costs below a nanosecond: threads carry what is left of them on.</content>
internal sealed partial class ContendedEngineTests
{
    private static CostTable Uneven { get; } = CostDefaults.For(PolicyRegistry.Standard.Default).Kinds.Where(kind => kind is not CostKind.TimeSlice and not CostKind.SleepGap)
        .Aggregate(CostDefaults.For(PolicyRegistry.Standard.Default), (table, kind) => table.With(kind, table[kind] + (0.137m * (1 + (int)kind))));

    [Test]
    public void CostsBelowANanosecond_AddUp()
    {
        CostTable costs = CostTable.Zero.With(CostKind.Malloc, 1.6m).With(CostKind.Free, 0.251m).With(CostKind.Loop, 0.3m);
        Operation[] pairs = [.. Enumerable.Range(0, 1000).SelectMany(_ => new[] { Malloc(0, 64), Free(0) })];
        Assert.That(Contended(pairs, "", costs, flatOut: true).SimulatedNs, Is.EqualTo((long)((1000 * 1.851m) + (1999 * 0.3m))));
    }

    // One thread meets nobody: all that rounding can do is to keep back the last part of a nanosecond.
    [TestCase(2)]
    [TestCase(1000)]
    public void MultiplyingATableWithDecimals_MultipliesOneThreadsTime_ToTheNanosecond(int factor)
    {
        const string conf = "narenas:1,dirty_decay_ms:-1";
        Operation[] trace = Random(1, 20_000, gap: 0);
        long one = Contended(trace, conf, Uneven, flatOut: true).SimulatedNs;
        long many = Contended(trace, conf, Uneven.Times(factor), flatOut: true).SimulatedNs;
        Assert.That(many, Is.InRange(factor * one, (factor * (one + 1)) - 1));
    }

    [Test]
    public void WithDecimals_OneThreadGivesTheSerialRunsAddressesCallsAndLocks()
    {
        Operation[] trace = Random(1, 20_000, gap: 5_000);
        Outcome serial = Serial(trace, "");
        Outcome contended = Contended(trace, "", Uneven);
        Assert.That((contended.Addresses, contended.Calls, contended.Locks), Is.EqualTo((serial.Addresses, serial.Calls, serial.Locks)));
    }

    [Test]
    public void WithDecimals_EveryRunIsTheSame_AndTheLawsHold()
    {
        Operation[] trace = Random(5, 20_000, gap: 5);
        Outcome first = Contended(trace, "narenas:1,tcache:false", Uneven, flatOut: true);
        Assert.That(Contended(trace, "narenas:1,tcache:false", Uneven, flatOut: true), Is.EqualTo(first));
        Assert.That(first.WaitNs, Is.GreaterThan(0));
    }
}
