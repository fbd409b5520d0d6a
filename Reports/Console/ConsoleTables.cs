using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using Spectre.Console;

namespace AllocSim.Reports.Console;

/// <summary>Prints tables for people. The width is fixed and nothing is coloured, so the same run prints the same text everywhere.</summary>
public static class ConsoleTables
{
    private const int Width = 160;

    /// <summary>What one run came to.</summary>
    public static void WriteSummary(TextWriter output, RunResult run)
    {
        SummaryRow s = run.Summary;
        Table table = new() { Border = TableBorder.None, ShowHeaders = false };
        table.AddColumns("", "");
        table.Columns[0].PadRight(3);
        Row("trace", $"{s.Trace}: {Quantity.Count(s.Operations)} operations over {Quantity.Nanoseconds(s.DurationNs)}");
        Row("policy", s.Conf.Length == 0 ? s.Policy : $"{s.Policy}, {s.Conf}");
        Row("requested", $"peak {Quantity.Bytes(s.PeakRequestedBytes)}, mean {Quantity.Bytes(s.MeanRequestedBytes)}, end {Quantity.Bytes(s.EndRequestedBytes)} in {Quantity.Count(s.EndLiveObjects)} objects");
        Row("resident", $"peak {Quantity.Bytes(s.PeakResidentBytes)}, mean {Quantity.Bytes(s.MeanResidentBytes)}, end {Quantity.Bytes(s.EndResidentBytes)}");
        Row("live pages", $"peak {Quantity.Bytes(s.PeakLivePageBytes)}, mean {Quantity.Bytes(s.MeanLivePageBytes)}");
        Row("at the end", $"active {Quantity.Bytes(s.EndActiveBytes)}, retained {Quantity.Bytes(s.EndRetainedBytes)}, metadata {Quantity.Bytes(s.EndMetadataBytes)}");
        Row("fragmentation", $"internal {Quantity.Percent(s.InternalFragmentationRatio)}, external {Quantity.Percent(s.ExternalFragmentationRatio)}, page {Quantity.Percent(s.PageFragmentationRatio)} (at the peak)");
        Row("overhead", $"{Quantity.Percent(s.PeakOverheadRatio)} (peak resident over peak requested)");
        Row("system", $"mmap {Quantity.Count(s.MmapCalls)}, munmap {Quantity.Count(s.MunmapCalls)}, madvise {Quantity.Count(s.MadviseCalls)}, sbrk {Quantity.Count(s.SbrkCalls)}, page faults {Quantity.Count(s.PageFaults)}");
        if (s.FailedAllocations > 0)
        {
            Row("failed", $"{Quantity.Count(s.FailedAllocations)} allocations returned null");
        }

        if (s.Repairs > 0)
        {
            Row("repaired", $"{Quantity.Count(s.Repairs)} operations of the trace were wrong and were repaired or skipped");
        }

        Console(output).Write(table);

        void Row(string name, string value) => table.AddRow(new Text(name), new Text(value));
    }

    /// <summary>Several runs beside each other, a row each.</summary>
    public static void WriteComparison(TextWriter output, IReadOnlyList<SummaryRow> runs)
    {
        bool hasPolicies = runs.Any(run => run.Policy != runs[0].Policy);
        Table table = new() { Border = TableBorder.Ascii2 };
        foreach (string name in (string[])["trace", "options"])
        {
            table.AddColumn(new TableColumn(new Text(name)) { NoWrap = true });
        }

        foreach (string name in (string[])["peak requested", "peak resident", "mean resident", "end resident", "overhead", "madvise", "faults"])
        {
            table.AddColumn(new TableColumn(new Text(name)) { Alignment = Justify.Right });
        }

        string trace = "";
        foreach (SummaryRow s in runs)
        {
            if (trace.Length > 0 && s.Trace != trace)
            {
                table.AddEmptyRow();
            }

            table.AddRow(
                new Text(s.Trace == trace ? "" : s.Trace),
                new Text((hasPolicies ? s.Policy + " " : "") + (s.Settings.Length == 0 ? "(default)" : s.Settings)),
                new Text(Quantity.Bytes(s.PeakRequestedBytes)),
                new Text(Quantity.Bytes(s.PeakResidentBytes)),
                new Text(Quantity.Bytes(s.MeanResidentBytes)),
                new Text(Quantity.Bytes(s.EndResidentBytes)),
                new Text(Quantity.Percent(s.PeakOverheadRatio)),
                new Text(Quantity.Count(s.MadviseCalls)),
                new Text(Quantity.Count(s.PageFaults)));
            trace = s.Trace;
        }

        Console(output).Write(table);
    }

    private static IAnsiConsole Console(TextWriter output)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(new UnixLines(output)),
        });
        console.Profile.Width = Width;
        console.Profile.Capabilities.Unicode = false;
        return console;
    }
}
