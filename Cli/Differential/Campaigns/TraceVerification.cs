using System.Globalization;
using AllocSim.Cli.Differential.Comparing;
using AllocSim.Cli.Differential.Explaining;
using AllocSim.Cli.Differential.Library;
using AllocSim.Cli.Runs;
using AllocSim.Simulator.Text;
using AllocSim.Workloads;

namespace AllocSim.Cli.Differential.Campaigns;

/// <summary>Holds a policy against its library by traces, and says what came of it, a line each.</summary>
/// <param name="Settings">Policy, library, machine; the options are those of each set.</param>
/// <param name="Reading">How the traces are read, with the controls that both sides call first.</param>
/// <param name="Traces">Paths of the traces.</param>
/// <param name="Confs">Option sets.</param>
/// <param name="OutputFolder">Where the shortest trace with a difference goes; null for nowhere.</param>
internal sealed record TraceVerification(ComparisonSettings Settings, TraceReadOptions Reading, IReadOnlyList<string> Traces, IReadOnlyList<string> Confs, string? OutputFolder)
{
    private const long ProgressOperations = 5_000_000;
    private const int RunsMax = 4;

    /// <summary>Runs all.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public int Run(Terminal terminal)
    {
        int exitCode = ExitCode.Done;
        foreach (string path in Traces)
        {
            foreach (string conf in Confs)
            {
                int one = Verify(path, conf, terminal);
                exitCode = exitCode == ExitCode.Failed || one == ExitCode.Done ? exitCode : one;
            }
        }

        return exitCode;
    }

    /// <summary>Compares, and once more where pages differ and the kernel has joined some of its own accord meanwhile.</summary>
    /// <param name="compare">Compares.</param>
    /// <param name="collapses">How often the kernel has done so until now.</param>
    /// <param name="again">Hears that it did.</param>
    internal static Comparison Undisturbed(Func<Comparison> compare, Func<long> collapses, Action again)
    {
        for (int run = 1; ; run++)
        {
            long before = collapses();
            Comparison comparison = compare();
            if (run == RunsMax || comparison.Difference?.Kind != DifferenceKind.Pages || collapses() == before)
            {
                return comparison;
            }

            again();
        }
    }

    private int Verify(string path, string conf, Terminal terminal)
    {
        RunRequest request = new() { TracePath = path, Policy = Settings.Policy, Reading = Reading };
        ComparisonSettings settings = Settings with { Conf = conf };
        string name = $"{request.TraceName}, {settings.Policy.Name}{(conf.Length == 0 ? "" : $", {conf}")}";
        long told = 0;
        Comparison comparison = Undisturbed(
            () => LibraryComparer.Compare(request.OpenTrace(), settings, Progress),
            settings.MakesHugePages ? CollapsedPages.Count : () => 0,
            () => terminal.Say($"{name}: the kernel's own thread (khugepaged) joined pages to huge ones meanwhile, which no call asks for: running the library again"));
        return ComparisonReport.Write(new DifferingCase(name, request.OpenTrace, settings), comparison, OutputFolder, terminal);

        void Progress(long operations)
        {
            if (operations - told >= ProgressOperations)
            {
                told = operations;
                terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: {Quantity.Count(operations, "operation")} alike"));
            }
        }
    }
}
