using System.Globalization;
using AllocSim.Cli.Differential.Comparing;
using AllocSim.Cli.Differential.Explaining;
using AllocSim.Cli.Differential.Library;
using AllocSim.Cli.Runs;
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

    private int Verify(string path, string conf, Terminal terminal)
    {
        RunRequest request = new() { TracePath = path, Policy = Settings.Policy, Reading = Reading };
        ComparisonSettings settings = Settings with { Conf = conf };
        string name = $"{request.TraceName}, {settings.Policy.Name}{(conf.Length == 0 ? "" : $", {conf}")}";
        long told = 0;
        Comparison comparison = LibraryComparer.Compare(request.OpenTrace(), settings, Progress);
        return ComparisonReport.Write(new DifferingCase(name, request.OpenTrace, settings), comparison, OutputFolder, terminal);

        void Progress(long operations)
        {
            if (operations - told >= ProgressOperations)
            {
                told = operations;
                terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{name}: {operations:N0} operations alike"));
            }
        }
    }
}
