using AllocSim.Cli.Harness;
using AllocSim.Cli.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Reports.Validation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Verification;

/// <summary>Runs workloads through the real library with their threads at once, and holds simulated time against that.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Library">Its library, for the loader.</param>
/// <param name="Traces">Paths of traces; none for the workloads that come with the program.</param>
/// <param name="Confs">Option sets; throughputs are compared with the first one's.</param>
/// <param name="CpuCount">CPUs to use and to simulate.</param>
/// <param name="Runs">Real runs of each.</param>
/// <param name="IsAlone">Whether the library runs before everything else on this machine.</param>
/// <param name="Costs">Costs of the simulation.</param>
/// <param name="OutputFolder">Where verify.csv and verify.md go; null for nowhere.</param>
internal sealed record ContendedVerification(
    Policy Policy, string Library, IReadOnlyList<string> Traces, IReadOnlyList<string> Confs, int CpuCount, int Runs, bool IsAlone, CostTable Costs, string? OutputFolder)
{
    /// <summary>Runs all.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public int Run(Terminal terminal)
    {
        using RealMachine machine = new(CpuCount, IsAlone, Policy.Grammar);
        ContendedComparison comparison = new(machine, Library, Policy, Costs, CpuCount, Runs);
        List<VerifyRow> rows = [];
        foreach (InMemoryTrace trace in Traces.Count == 0 ? VerifyWorkloads.Load() : Traces.Select(path => RealCalls.Load(path, isOneThread: false)))
        {
            terminal.Say($"running {trace.Name}");
            rows.AddRange(comparison.Compare(trace, Confs));
        }

        Write(rows);
        VerifyTable.WriteText(terminal.Output, rows);
        string[] failures = [.. rows.SelectMany(row => row.Failures())];
        Array.ForEach(failures, terminal.Say);
        return failures.Length == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private void Write(IReadOnlyList<VerifyRow> rows)
    {
        if (OutputFolder is null)
        {
            return;
        }

        using OutputSet outputs = new();
        string partial = outputs.Directory(OutputFolder);
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
