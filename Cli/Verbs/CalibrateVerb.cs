using System.CommandLine;
using System.Text;
using AllocSim.Cli.Calibration;
using AllocSim.Cli.Contended;
using AllocSim.Cli.Harness;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Verbs.Traces;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim calibrate</c>: measures the real library and kernel of this machine and writes a cost table.</summary>
public sealed class CalibrateVerb : Verb
{
    // Below so many operations it is the start that is timed.
    private const long OperationsMin = 10_000;

    private readonly PolicyRegistry _policies;
    private readonly Option<string?> _out;
    private readonly Option<string?> _library;
    private readonly Option<string?> _runs;
    private readonly Option<string?> _seconds;
    private readonly Option<string?> _traces;
    private readonly Option<bool> _alone;

    /// <summary>Makes the verb.</summary>
    public CalibrateVerb(PolicyRegistry policies)
        : base("calibrate", "Measure the real library and the kernel of this machine with micro-traces, and write a cost file for --costs. It is also kept for --costs machine.")
    {
        _policies = policies;
        _out = Value("--out", "The cost file to write (costs.yaml).", "FILE");
        _library = Value("--lib", $"The real library ({policies.Default.Library?.File}, found by the loader).", "LIBRARY");
        _runs = Value("--runs", "Real runs of each trace, of which the median counts (3).", "N");
        _seconds = Value("--seconds", "Run again what disagrees with itself, until the real runs have taken this long (15).", "N");
        _alone = Flag("--alone", "Run the library at real-time priority, ahead of everything else on this machine. For a shared machine; needs root.");
        _traces = Value("--traces", "Directory of traces that no cost is fitted to; by them it is seen whether what was measured predicts better than the default costs (the traces directory of the repository).", "DIR");
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        string output = arguments.Text(_out) ?? "costs.yaml";
        string library = LibraryArgument.Read(arguments, _library, _policies.Default);
        int runs = (int)arguments.Integer(_runs, 1, 1000, 3);
        TimeSpan time = TimeSpan.FromSeconds(arguments.Integer(_seconds, 0, 86_400, 15));
        string[] heldOut = BundledTraces.Find(arguments, _traces);
        if (RealMachine.CpuCount < CostCounter.Cpus)
        {
            arguments.AddError("calibrate needs two CPUs: some costs only show between two");
        }

        arguments.ThrowIfWrong();

        // Before the work, so that a file that cannot be written costs nobody's time.
        using OutputSet outputs = new();
        Stream[] files = [.. new[] { output, MachineCosts.File }.DistinctBy(Path.GetFullPath).Select(outputs.File)];
        using RealMachine machine = new(CostCounter.Cpus, arguments.Has(_alone), _policies.Default.Grammar);
        Calibrator calibrator = new(machine, library, _policies.Default, runs, time, terminal.Say);
        Calibration.Calibration found = calibrator.Run([.. heldOut.Select(path => RealCalls.Load(path, isOneThread: true)).Where(trace => trace.OperationCount >= OperationsMin)]);
        foreach (Stream file in files)
        {
            using StreamWriter writer = new(file, new UTF8Encoding(false)) { NewLine = "\n" };
            CalibrationText.WriteTable(writer, found);
        }

        outputs.Commit();
        CalibrationText.WriteReport(terminal.Output, found);
        terminal.Say($"wrote {output}, which is also what --costs machine means from now on");
        return ExitCode.Done;
    }
}
