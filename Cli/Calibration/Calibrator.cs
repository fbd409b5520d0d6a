using AllocSim.Cli.Harness;
using AllocSim.Reports.Validation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Calibration;

/// <summary>Measures the micro-traces on this machine, counts what they hold, and fits a cost table to both.</summary>
/// <param name="machine">Runs traces for real.</param>
/// <param name="library">The real library.</param>
/// <param name="policy">The simulated one.</param>
/// <param name="runs">Real runs of each trace.</param>
/// <param name="say">Told how far it is.</param>
internal sealed class Calibrator(RealMachine machine, string library, Policy policy, int runs, Action<string> say)
{
    private static readonly CostKind[] MachineKinds =
    [
        CostKind.Malloc, CostKind.Free, CostKind.Realloc, CostKind.Mmap, CostKind.Munmap, CostKind.MunmapPage, CostKind.Madvise, CostKind.MadvisePage, CostKind.Sbrk,
        CostKind.PageFault, CostKind.PageZero, CostKind.ZeroKib, CostKind.CopyKib, CostKind.Loop, CostKind.Handover, CostKind.ObjectNotice, CostKind.ThreadExit, CostKind.Lock, CostKind.OwnerSwitch,
    ];

    private static readonly CostKind[] LoopKinds = [CostKind.Loop, CostKind.Handover, CostKind.ObjectNotice];

    // A shorter loop takes as long as reading the clock.
    private const long LoopOperationsMin = 1000;

    private readonly CostTable _guesses = CostGuesses.For(policy);
    private readonly CostKind[] _kinds = [.. MachineKinds, .. policy.CostSteps.Select((_, i) => CostKind.FirstOwn + i)];
    private readonly CostCounter _counter = new(policy, CostGuesses.For(policy));

    /// <summary>Calibrates.</summary>
    /// <param name="heldOut">Traces to predict afterwards, of one thread each.</param>
    public Calibration Run(IReadOnlyList<InMemoryTrace> heldOut)
    {
        MicroTrace[] micro = [.. MicroTraces.Of(policy)];
        InMemoryTrace[] traces = [.. micro.Select(each => each.Load()), .. heldOut];
        string[] confs = [.. micro.Select(each => each.Conf), .. heldOut.Select(_ => "")];
        TouchMode[] touches = [.. micro.Select(each => each.Touch), .. heldOut.Select(_ => TouchMode.First)];
        (double[][] real, double[][] loops, List<IReadOnlyDictionary<CostKind, double>> alone, List<ContendedFigures> contended) = Measure(traces, confs, touches);
        List<CalibrationRow> rows = [];
        for (int i = 0; i < micro.Length; i++)
        {
            double[] counts = _counter.Count(traces[i], confs[i], touches[i], _kinds);
            rows.Add(new CalibrationRow(micro[i].Name, counts, real[i]));
            if (traces[i].OperationCount >= LoopOperationsMin)
            {
                rows.Add(new CalibrationRow("loop of " + micro[i].Name, [.. _kinds.Select((kind, k) => LoopKinds.Contains(kind) ? counts[k] : 0)], loops[i]));
            }
        }

        say("fitting");
        CostFit fit = new(_kinds, _guesses, rows);
        IReadOnlyList<CostEstimate> uncontended = Complete(fit.Run(), alone);
        say("choosing how a spinning thread sees a free mutex");
        IReadOnlyList<CostEstimate> estimates = SpinFit.Add(uncontended, contended, policy);
        CostTable table = estimates.Aggregate(_guesses, (costs, each) => costs.With(each.Kind, each.Ns));
        return new Calibration
        {
            Table = table,
            Estimates = estimates,
            Contended = ContendedFigures.MedianOf(contended),
            SimulatedContended = SpinFit.Simulate(policy, SpinFit.Trace(policy).Load(), table),
            Fitted = [.. rows.Select(row => Predict(row, table))],
            HeldOut = [.. heldOut.Select((trace, i) => new Prediction(
                trace.Name,
                Medians.Of(real[micro.Length + i]),
                _counter.SimulatedNs(trace, "", TouchMode.First, table),
                _counter.SimulatedNs(trace, "", TouchMode.First, _guesses)))],
        };
    }

    // Run by run over all traces, so that a slow minute of the machine falls on all of them.
    private (double[][] Real, double[][] Loops, List<IReadOnlyDictionary<CostKind, double>> Alone, List<ContendedFigures> Contended) Measure(InMemoryTrace[] traces, string[] confs, TouchMode[] touches)
    {
        string[] files = [.. traces.Select(machine.Prepare)];
        double[][] real = [.. traces.Select(_ => new double[runs])];
        double[][] loops = [.. traces.Select(_ => new double[runs])];
        List<IReadOnlyDictionary<CostKind, double>> alone = [];
        InMemoryTrace contendedTrace = SpinFit.Trace(policy).Load();
        string contendedFile = machine.Prepare(contendedTrace);
        List<ContendedFigures> contended = [];
        for (int run = 0; run < runs; run++)
        {
            say(FormattableString.Invariant($"run {run + 1} of {runs} of {traces.Length} traces"));
            for (int i = 0; i < traces.Length; i++)
            {
                loops[i][run] = machine.Run(files[i], RealMachine.Stub, "", touches[i]).ElapsedNs;
                real[i][run] = machine.Run(files[i], library, confs[i], touches[i]).ElapsedNs;
            }

            alone.Add(machine.TimePrimitives(library));
            HarnessRun both = machine.Run(contendedFile, library, SpinFit.Trace(policy).Conf, SpinFit.Trace(policy).Touch);
            contended.Add(ContendedFigures.Of(both.Mutexes, policy, contendedTrace.OperationCount, both.ElapsedNs));
        }

        return (real, loops, alone, contended);
    }

    private CostEstimate[] Complete(IReadOnlyList<CostEstimate> fitted, IReadOnlyList<IReadOnlyDictionary<CostKind, double>> alone)
        => [.. _guesses.Kinds.Select(kind => fitted.FirstOrDefault(each => each.Kind == kind) ?? Apart(kind, [.. alone.Where(run => run.ContainsKey(kind)).Select(run => run[kind]).Order()]))];

    // By itself where it was measured so, otherwise by hand.
    private CostEstimate Apart(CostKind kind, double[] measured)
    {
        bool isMeasured = measured.Length > 0;
        double estimate = isMeasured ? Medians.Of(measured) : (double)_guesses[kind];
        return new CostEstimate
        {
            Kind = kind,
            Ns = CostEstimate.Rounded(estimate),
            EstimateNs = estimate,
            LowNs = isMeasured ? measured[0] : estimate,
            HighNs = isMeasured ? measured[^1] : estimate,
            Resolution = isMeasured ? 1 : 0,
            GuessNs = _guesses[kind],
            Origin = isMeasured ? CostOrigin.Measured : CostOrigin.NotExercised,
        };
    }

    private Prediction Predict(CalibrationRow row, CostTable table) => new(row.Name, row.MedianNs, Sum(row, table), Sum(row, _guesses));

    private double Sum(CalibrationRow row, CostTable table) => _kinds.Select((kind, i) => row.Counts[i] * (double)table[kind]).Sum();
}
