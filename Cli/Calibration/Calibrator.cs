using AllocSim.Cli.Calibration.Choosing;
using AllocSim.Cli.Harness;
using AllocSim.Cli.Verification;
using AllocSim.Reports.Validation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Calibration;

/// <summary>Measures the micro-traces on this machine, counts what they hold, fits a cost table to both, and keeps of it what predicts other runs better than the default table does.</summary>
/// <param name="machine">Runs traces for real.</param>
/// <param name="library">The real library.</param>
/// <param name="policy">The simulated one.</param>
/// <param name="runs">How often everything is run.</param>
/// <param name="time">When this is over, nothing is run again that disagrees with itself.</param>
/// <param name="say">Told how far it is.</param>
internal sealed class Calibrator(RealMachine machine, string library, Policy policy, int runs, TimeSpan time, Action<string> say)
{
    private static readonly CostKind[] MachineKinds =
    [
        CostKind.Malloc, CostKind.Free, CostKind.Realloc, CostKind.Mmap, CostKind.Munmap, CostKind.MunmapPage, CostKind.Madvise, CostKind.MadvisePage, CostKind.Sbrk,
        CostKind.PageFault, CostKind.PageZero, CostKind.ZeroKib, CostKind.CopyKib, CostKind.Loop, CostKind.Handover, CostKind.ObjectNotice, CostKind.ThreadExit, CostKind.Lock, CostKind.OwnerSwitch,
    ];

    private static readonly CostKind[] LoopKinds = [CostKind.Loop, CostKind.Handover, CostKind.ObjectNotice];

    // A shorter loop takes as long as reading the clock.
    private const long LoopOperationsMin = 1000;

    // A recording as long as this takes longer to simulate, once a mixture of groups, than all others together.
    private const long LookOperationsMin = 1_000_000;

    // Where calls have steps of their own, those are what is left beside the default table's mutex and program: alone no trace tells them apart, and it is with that table that they are used.
    private static CostKind[] Held(Policy policy) => HasOwnCalls(policy) ? [CostKind.Lock, .. LoopKinds, .. policy.CostSteps.Index().Where(step => step.Item.IsKept).Select(step => CostKind.FirstOwn + step.Index)] : [];

    private static CostTable Guesses(Policy policy) => Held(policy).Aggregate(CostGuesses.For(policy), (table, kind) => table.With(kind, CostDefaults.For(policy)[kind]));

    private readonly CostTable _guesses = Guesses(policy);
    private readonly CostKind[] _kinds = [.. MachineKinds.Where(kind => policy.CostSteps.All(step => step.InPlaceOf != kind)), .. policy.CostSteps.Select((_, i) => CostKind.FirstOwn + i)];
    private readonly CostCounter _counter = new(policy, Guesses(policy));
    private readonly IReadOnlyList<CostGroup> _groups = HasOwnCalls(policy) ? [CostGroup.Calls, CostGroup.System] : CostGroups.All;

    /// <summary>Calibrates.</summary>
    /// <param name="heldOut">Traces of one thread each that nothing is fitted to.</param>
    public Calibration Run(IReadOnlyList<InMemoryTrace> heldOut)
    {
        MicroTrace[] micro = [.. MicroTraces.Of(policy)];
        InMemoryTrace[] traces = [.. micro.Select(each => each.Load())];
        RealRuns real = new(machine, library, policy, runs, time, say);
        for (int i = 0; i < micro.Length; i++)
        {
            real.Add(micro[i], traces[i]);
        }

        AddHeldOut(real, heldOut);
        real.Run();
        say("fitting");
        CalibrationRow[] rows = [.. Rows(real, micro, traces)];
        IReadOnlyList<CostEstimate> uncontended = Complete(new CostFit(_kinds, _guesses, rows, Held(policy)).Run(), real.Alone);
        say("choosing how a spinning thread sees a free mutex");
        IReadOnlyList<CostEstimate> estimates = [.. SpinFit.Add(uncontended, real.Contended, policy).Select(OrDefault)];
        CostTable measured = estimates.Aggregate(_guesses, (costs, each) => costs.With(each.Kind, each.Ns));
        say("choosing what predicts other runs better than the default costs");
        HeldOutRun[] all = [.. real.HeldOut];
        HeldOutRun[] choosing = [.. all.Where(IsChoosing)];
        CostChoice choice = new(policy, measured, choosing, machine.Scheduled, _groups);
        IReadOnlyList<CostGroup> groups = choice.Run();
        CostTable table = choice.Table(groups);
        return new Calibration
        {
            Table = table,
            Estimates = [.. estimates.Select(each => CostGroups.Of(each.Kind) is { } group && !groups.Contains(group) ? each.Kept(choice.Default[each.Kind]) : each)],
            MeasuredGroups = groups,
            RepeatedCount = real.RepeatedCount,
            Contended = ContendedFigures.MedianOf(real.Contended),
            SimulatedContended = SpinFit.Simulate(policy, SpinFit.Trace(policy).Load(), table),
            Fitted = [.. rows.Select(row => Predict(row, measured))],
            HeldOut = [.. all.Select(run => new HeldOutRow(run.Name, IsChoosing(run), choice.Distance(run, choice.Default), choice.Distance(run, measured), choice.Distance(run, table)))],
        };
    }

    private static bool HasOwnCalls(Policy policy) => policy.CostSteps.Any(step => step.InPlaceOf == CostKind.Malloc);

    // What was not measured is better known where it was.
    private CostEstimate OrDefault(CostEstimate each)
        => Held(policy).Contains(each.Kind) ? each with { Ns = CostDefaults.For(policy)[each.Kind], Origin = CostOrigin.NotExercised }
            : each.Origin == CostOrigin.NotExercised && CostDefaults.For(policy)[each.Kind] is var ns ? each with { Ns = ns, EstimateNs = (double)ns, LowNs = (double)ns, HighNs = (double)ns } : each;

    // Long recordings and two workloads are left for a look at the result.
    private static bool IsChoosing(HeldOutRun run) => run.Threads == 1 ? run.Trace.OperationCount < LookOperationsMin : !VerifyWorkloads.IsLook(run.Trace.Name);

    private void AddHeldOut(RealRuns real, IReadOnlyList<InMemoryTrace> heldOut)
    {
        foreach (InMemoryTrace trace in heldOut)
        {
            real.AddHeldOut(trace, 1, "");
        }

        foreach (InMemoryTrace trace in VerifyWorkloads.LoadShort(CostCounter.Cpus))
        {
            foreach (string conf in policy.VerifiedSets)
            {
                real.AddHeldOut(trace, CostCounter.Cpus, conf);
            }
        }
    }

    private IEnumerable<CalibrationRow> Rows(RealRuns real, MicroTrace[] micro, InMemoryTrace[] traces)
    {
        double[][] counts = new double[micro.Length][];
        Parallel.For(0, micro.Length, i => counts[i] = _counter.Count(traces[i], micro[i].Conf, micro[i].Touch, _kinds));
        for (int i = 0; i < micro.Length; i++)
        {
            yield return new CalibrationRow(micro[i].Name, counts[i], real.SamplesNs(i));
            if (traces[i].OperationCount >= LoopOperationsMin && !HasOwnCalls(policy))
            {
                yield return new CalibrationRow("loop of " + micro[i].Name, [.. _kinds.Select((kind, k) => LoopKinds.Contains(kind) ? counts[i][k] : 0)], real.LoopNs(i));
            }
        }
    }

    private CostEstimate[] Complete(IReadOnlyList<CostEstimate> fitted, IReadOnlyList<IReadOnlyDictionary<CostKind, double>> alone)
        => [.. _guesses.Kinds.Select(kind => fitted.FirstOrDefault(each => each.Kind == kind) ?? Apart(kind, [.. alone.Where(run => run.ContainsKey(kind)).Select(run => run[kind]).Order()]))];

    // By itself where it was measured so, otherwise by hand.
    private CostEstimate Apart(CostKind kind, double[] measured)
    {
        bool isMeasured = measured.Length > 0;
        bool isReplaced = policy.CostSteps.Any(step => step.InPlaceOf == kind);
        double estimate = isMeasured ? Medians.Of(measured) : (double)(isReplaced ? CostDefaults.Table : _guesses)[kind];
        return new CostEstimate
        {
            Kind = kind,
            Ns = CostEstimate.Rounded(estimate),
            EstimateNs = estimate,
            LowNs = isMeasured ? measured[0] : estimate,
            HighNs = isMeasured ? measured[^1] : estimate,
            Resolution = isMeasured ? 1 : 0,
            GuessNs = _guesses[kind],
            Origin = isMeasured ? CostOrigin.Measured : isReplaced ? CostOrigin.OfAnother : CostOrigin.NotExercised,
        };
    }

    private Prediction Predict(CalibrationRow row, CostTable table) => new(row.Name, row.MedianNs, Sum(row, table), Sum(row, _guesses));

    private double Sum(CalibrationRow row, CostTable table) => _kinds.Select((kind, i) => row.Counts[i] * (double)table[kind]).Sum();
}
