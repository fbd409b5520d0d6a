using System.CommandLine;
using System.Text;
using AllocSim.Cli.Calibration;
using AllocSim.Cli.Contended;
using AllocSim.Cli.Harness;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Verbs.Traces;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim calibrate</c>: measures the real library and kernel of this machine and writes a cost table.</summary>
public sealed class CalibrateVerb : Verb
{
    // Below so many operations it is the start that is timed.
    private const long OperationsMin = 10_000;

    private readonly PolicyRegistry _policies;
    private readonly Option<string?> _policy;
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
        _policy = Value("--policy", $"The allocator whose library is measured, and whose own steps are ({policies.DefaultName}).", "NAME");
        _out = Value("--out", "The cost file to write (costs.yaml).", "FILE");
        _library = Value("--lib", "The real library, if it is not the one that the policy names.", "LIBRARY");
        _runs = Value("--runs", "Real runs of each trace, of which the median counts (3).", "N");
        _seconds = Value("--seconds", "Run again what disagrees with itself, until the real runs have taken this long (15).", "N");
        _alone = Flag("--alone", "Run the library at real-time priority, ahead of everything else on this machine. For a shared machine; needs root.");
        _traces = Value("--traces", "Directory of traces that no cost is fitted to; by them it is seen whether what was measured predicts better than the default costs (the traces directory of the repository).", "DIR");
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        string output = arguments.Text(_out) ?? "costs.yaml";
        Policy policy = _policies.Find(arguments.Text(_policy) ?? _policies.DefaultName, arguments) ?? _policies.Default;
        string library = LibraryArgument.Read(arguments, _library, policy);
        if (policy.MicroTraces.Count == 0)
        {
            arguments.AddError($"--policy {policy.Name}: it has no steps of its own to measure; those have {string.Join(", ", _policies.All.Where(each => each.MicroTraces.Count > 0).Select(each => each.Name))}");
        }

        int runs = (int)arguments.Integer(_runs, 1, 1000, 3);
        TimeSpan time = TimeSpan.FromSeconds(arguments.Integer(_seconds, 0, 86_400, 15));
        string[] heldOut = BundledTraces.Find(arguments, _traces);
        if (RealMachine.CpuCount < CostCounter.Cpus)
        {
            arguments.AddError("calibrate needs two CPUs: some costs only show between two");
        }

        arguments.ThrowIfWrong();

        // Before the work, so that a file that cannot be written costs nobody's time.
        string[] known = File.Exists(MachineCosts.File) ? File.ReadAllLines(MachineCosts.File) : [];
        using OutputSet outputs = new();
        Stream table = outputs.File(output);
        Stream? kept = Path.GetFullPath(output) == Path.GetFullPath(MachineCosts.File) ? null : outputs.File(MachineCosts.File);
        using RealMachine machine = new(CostCounter.Cpus, arguments.Has(_alone), policy.Grammar);
        Calibrator calibrator = new(machine, library, policy, runs, time, terminal.Say);
        Calibration.Calibration found = calibrator.Run([.. heldOut.Select(path => RealCalls.Load(path, isOneThread: true)).Where(trace => trace.OperationCount >= OperationsMin)]);
        IReadOnlyList<string> lines = CalibrationText.Table(found);
        Write(table, lines);
        if (kept is not null)
        {
            Write(kept, MachineCosts.Join(known, lines, policy, _policies));
        }

        outputs.Commit();
        CalibrationText.WriteReport(terminal.Output, found);
        terminal.Say($"wrote {output}, which is also what --costs machine means from now on{(policy == _policies.Default || known.Length == 0 ? "" : $" for the steps of {policy.Name}")}");
        return ExitCode.Done;
    }

    private static void Write(Stream file, IReadOnlyList<string> lines)
    {
        using StreamWriter writer = new(file, new UTF8Encoding(false)) { NewLine = "\n" };
        foreach (string line in lines)
        {
            writer.WriteLine(line);
        }
    }
}
