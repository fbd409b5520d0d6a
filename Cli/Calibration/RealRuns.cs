using System.Diagnostics;
using AllocSim.Cli.Calibration.Choosing;
using AllocSim.Cli.Harness;
using AllocSim.Reports.Validation;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Text;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Calibration;

/// <summary>The real runs of a calibration: everything some times in turn, so that a slow minute of the machine falls on all of it, and then again what disagrees with itself, while there is time.</summary>
/// <param name="machine">Runs traces for real.</param>
/// <param name="library">The real library.</param>
/// <param name="policy">The simulated one.</param>
/// <param name="runs">How often everything is run.</param>
/// <param name="time">When this is over, nothing is run again.</param>
/// <param name="say">Told how far it is.</param>
internal sealed class RealRuns(RealMachine machine, string library, Policy policy, int runs, TimeSpan time, Action<string> say)
{
    // Runs of the held-out workloads are long, and their medians steady.
    private const int HeldOutRunsMax = 3;

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly List<Sampled> _traces = [];
    private readonly List<(InMemoryTrace Trace, int Threads, string Conf, List<HarnessRun> Runs)> _heldOut = [];

    /// <summary>What was measured by itself, a run each.</summary>
    public List<IReadOnlyDictionary<CostKind, double>> Alone { get; } = [];

    /// <summary>The run that two entries are chosen by.</summary>
    public List<ContendedFigures> Contended { get; } = [];

    /// <summary>Traces that were run again because they disagreed with themselves.</summary>
    public int RepeatedCount { get; private set; }

    /// <summary>Adds a trace that a cost is fitted to.</summary>
    public void Add(MicroTrace micro, InMemoryTrace trace) => _traces.Add(new Sampled(machine.Prepare(trace), micro.Conf, micro.Touch));

    /// <summary>Adds a run that nothing is fitted to.</summary>
    public void AddHeldOut(InMemoryTrace trace, int threads, string conf) => _heldOut.Add((trace, threads, conf, []));

    /// <summary>What each added trace took, nanoseconds, run by run.</summary>
    public double[] SamplesNs(int trace) => [.. _traces[trace].Real];

    /// <summary>What its calls took where they did nothing.</summary>
    public double[] LoopNs(int trace) => [.. _traces[trace].Loop];

    /// <summary>The held-out runs.</summary>
    public IReadOnlyList<HeldOutRun> HeldOut => [.. _heldOut.Select(held => new HeldOutRun(
        held.Trace, held.Threads, held.Conf, ContendedFigures.MedianOf([.. held.Runs.Select(run => ContendedFigures.Of(run.Mutexes, policy, held.Trace.OperationCount, run.ElapsedNs))]), held.Runs[^1].ThreadBlocks))];

    /// <summary>Runs everything.</summary>
    public void Run()
    {
        MicroTrace contended = SpinFit.Trace(policy);
        InMemoryTrace contendedTrace = contended.Load();
        string contendedFile = machine.Prepare(contendedTrace);
        string[] heldOutFiles = [.. _heldOut.Select(held => machine.Prepare(held.Trace))];
        for (int run = 0; run < runs; run++)
        {
            say(FormattableString.Invariant($"run {run + 1} of {runs} of {_traces.Count} micro-traces and {_heldOut.Count} {Quantity.Noun(_heldOut.Count, "workload")}"));
            _traces.ForEach(Sample);
            Alone.Add(machine.TimePrimitives(policy.Answers<IExtendedCalls>() ? library : RealMachine.Stub));
            HarnessRun both = machine.Run(contendedFile, library, contended.Conf, contended.Touch);
            Contended.Add(ContendedFigures.Of(both.Mutexes, policy, contendedTrace.OperationCount, both.ElapsedNs));
            for (int i = 0; i < _heldOut.Count && run < HeldOutRunsMax; i++)
            {
                _heldOut[i].Runs.Add(machine.Run(heldOutFiles[i], library, _heldOut[i].Conf, TouchMode.First));
            }
        }

        Repeat();
    }

    // The one that is least sure comes first; with each run it is surer.
    private void Repeat()
    {
        HashSet<Sampled> repeated = [];
        while (runs > 1 && _watch.Elapsed < time && _traces.MaxBy(trace => trace.Uncertainty) is { Uncertainty: > CalibrationRow.Steady } worst)
        {
            if (repeated.Add(worst))
            {
                say(FormattableString.Invariant($"running again what disagrees with itself: {repeated.Count} of {_traces.Count} micro-traces"));
            }

            Sample(worst);
        }

        RepeatedCount = repeated.Count;
    }

    private void Sample(Sampled trace)
    {
        trace.Loop.Add(machine.Run(trace.File, RealMachine.Stub, "", trace.Touch).ElapsedNs);
        trace.Real.Add(machine.Run(trace.File, library, trace.Conf, trace.Touch).ElapsedNs);
    }

    private sealed class Sampled(string file, string conf, TouchMode touch)
    {
        public string File { get; } = file;

        public string Conf { get; } = conf;

        public TouchMode Touch { get; } = touch;

        public List<double> Real { get; } = [];

        public List<double> Loop { get; } = [];

        /// <summary>How far off the median may be, as a share of it.</summary>
        public double Uncertainty => CalibrationRow.UncertaintyOf(Real);
    }
}
