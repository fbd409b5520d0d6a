using System.CommandLine;
using AllocSim.Cli.Contended;
using AllocSim.Cli.Harness;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Verification;
using AllocSim.Reports.Tables;
using AllocSim.Reports.Validation;
using AllocSim.Simulator.Costs;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim verify --contended</c>: simulated time against the real library on the CPUs of this machine.</summary>
public sealed class VerifyVerb : Verb
{
    private readonly PolicyRegistry _policies;
    private readonly Argument<string[]> _traces = new("TRACE") { Description = "Traces to run; without any, workloads that come with the program.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _confs = new("--conf") { Description = "Options of the allocator; once for each set, the first one is what throughputs are compared with.", HelpName = "CONF", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _contended;
    private readonly Option<bool> _alone;
    private readonly Option<string?> _cpus;
    private readonly Option<string?> _runs;
    private readonly Option<string?> _library;
    private readonly Option<string?> _costs;
    private readonly Option<string?> _out;

    /// <summary>Makes the verb.</summary>
    public VerifyVerb(PolicyRegistry policies)
        : base("verify", "Run workloads through the real library with their threads at once, and hold simulated time against that. Exit code 2 when it is outside its bounds.")
    {
        _policies = policies;
        Command.Add(_traces);
        Command.Add(_confs);
        _contended = Flag("--contended", "What to verify: contended runs. There is nothing else yet.");
        _alone = Flag("--alone", "Run the library before everything else on this machine, at real-time priority; for a machine that is shared. Needs root.");
        _cpus = Value("--cpus", "CPUs to use and to simulate (all that this process may use).", "N");
        _runs = Value("--runs", "Real runs of each; medians are taken (5).", "N");
        _library = Value("--lib", $"The real library ({policies.Default.Library?.File}, found by the loader).", "LIBRARY");
        _costs = Value("--costs", "A cost file (YAML) for the simulation; docs/costs.md.", "FILE");
        _out = Value("--out", "Write verify.csv and verify.md into this directory.", "DIR");
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        if (!arguments.Has(_contended))
        {
            arguments.AddError("say what to verify: --contended");
        }

        IReadOnlyList<string> paths = [.. arguments.Texts(_traces).Select(path => arguments.ExistingFile(path, "the trace"))];
        IReadOnlyList<string> confs = arguments.Texts(_confs) is { Count: > 0 } given ? given : _policies.Default.VerifiedSets;
        arguments.AddErrors(confs.SelectMany(conf => _policies.Default.Check(conf).Errors).Select(error => "--conf: " + error));
        int cpus = (int)arguments.Integer(_cpus, 1, RealMachine.CpuCount, RealMachine.CpuCount);
        int runs = (int)arguments.Integer(_runs, 1, 1000, 5);
        string library = LibraryArgument.Read(arguments, _library, _policies.Default);
        CostTable costs = CostFile.Read(arguments, arguments.Text(_costs), _policies);
        arguments.ThrowIfWrong();

        using RealMachine machine = new(cpus, arguments.Has(_alone), _policies.Default.Library?.Variable ?? "");
        ContendedComparison comparison = new(machine, library, _policies.Default, costs, cpus, runs);
        List<VerifyRow> rows = [];
        foreach (InMemoryTrace trace in paths.Count == 0 ? VerifyWorkloads.Load() : paths.Select(path => RealCalls.Load(path, isOneThread: false)))
        {
            terminal.Say($"running {trace.Name}");
            rows.AddRange(comparison.Compare(trace, confs));
        }

        Write(arguments.Text(_out), rows);
        VerifyTable.WriteText(terminal.Output, rows);
        string[] failures = [.. rows.SelectMany(row => row.Failures())];
        Array.ForEach(failures, terminal.Say);
        return failures.Length == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static void Write(string? directory, IReadOnlyList<VerifyRow> rows)
    {
        if (directory is null)
        {
            return;
        }

        using OutputSet outputs = new();
        string partial = outputs.Directory(directory);
        using (FileStream table = File.Create(Path.Combine(partial, "verify.csv")))
        {
            CsvTable.Write(table, rows);
        }

        using (StreamWriter text = new(Path.Combine(partial, "verify.md")) { NewLine = "\n" })
        {
            VerifyTable.WriteMarkdown(text, rows);
        }

        outputs.Commit();
    }
}
