using System.Globalization;
using AllocSim.Cli.Differential.Library;
using AllocSim.Cli.Runs;
using AllocSim.Reports.Charts;
using AllocSim.Reports.Charts.Drawing;
using AllocSim.Reports.Tables;
using AllocSim.Reports.Validation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Verification.Memory;

/// <summary>Runs a program under the real library, once for each set of options, looks at its heap's resident memory, and holds replays of what it did against that.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Library">Its library.</param>
/// <param name="Confs">The sets of options.</param>
/// <param name="Program">The program and its arguments.</param>
/// <param name="OutputFolder">Where table, charts and recordings go; null for nowhere.</param>
internal sealed record MemoryVerification(Policy Policy, LibraryFile Library, IReadOnlyList<string> Confs, string[] Program, string? OutputFolder)
{
    /// <summary>Runs all.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public int Run(Terminal terminal)
    {
        using OutputSet outputs = new();
        string? folder = OutputFolder is null ? null : outputs.Directory(OutputFolder);
        List<MemoryComparison> runs = [];
        foreach (string conf in Confs)
        {
            int number = runs.Count + 1;
            MemoryRun run = new(Policy, Library, conf, number);
            string? trace = folder is null ? null : Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"recording-{number}.atrace"));
            MemoryComparison comparison = run.Compare(terminal, Program, trace);
            Tell(terminal, conf, comparison);
            runs.Add(comparison);
        }

        if (folder is not null)
        {
            Write(folder, runs);
            outputs.Commit();
        }

        return ExitCode.Done;
    }

    private static void Tell(Terminal terminal, string conf, MemoryComparison comparison)
    {
        terminal.Output.WriteLine(conf.Length == 0 ? "default options" : conf);
        foreach (string sentence in comparison.Sentences())
        {
            terminal.WriteSentence("  " + sentence);
        }
    }

    private void Write(string folder, List<MemoryComparison> runs)
    {
        using (FileStream table = File.Create(Path.Combine(folder, "memory.csv")))
        {
            CsvTable.Write(table, runs.SelectMany(run => run.Samples));
        }

        using (StreamWriter text = new(Path.Combine(folder, "memory.md")) { NewLine = "\n" })
        {
            WriteMarkdown(text, runs);
        }

        IChartRenderer renderer = new ScottPlotRenderer();
        foreach ((MemoryComparison run, int i) in runs.Select((run, i) => (run, i)))
        {
            renderer.Render(run.Chart(string.Create(CultureInfo.InvariantCulture, $"memory-{i + 1}"), Title(i)), folder);
        }
    }

    private string Title(int run)
    {
        string program = Path.GetFileName(Program[0]);
        return Confs[run].Length == 0 ? $"Resident memory of {program}" : $"Resident memory of {program}, {Confs[run]}";
    }

    private void WriteMarkdown(TextWriter text, List<MemoryComparison> runs)
    {
        text.WriteLine("| program | options | peak, real | replay | off by | mean, real | replay | off by | apart, mean | most |");
        text.WriteLine("|---|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach ((MemoryComparison run, string conf) in runs.Zip(Confs))
        {
            string options = conf.Length == 0 ? "(default)" : $"`{conf}`";
            text.WriteLine($"| {Path.GetFileName(Program[0])} | {options} | {Quantity.Bytes(run.RealPeak)} | {Quantity.Bytes(run.SimulatedPeak)} | {MemoryComparison.Signed(run.PeakOff)} "
                + $"| {Quantity.Bytes(run.RealMean)} | {Quantity.Bytes(run.SimulatedMean)} | {MemoryComparison.Signed(run.MeanOff)} "
                + $"| {Quantity.Bytes(run.MeanDistance)} | {Quantity.Bytes(Math.Abs(run.Largest.Difference))} |");
        }
    }
}
