using AllocSim.Reports.Contention;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Console;

/// <summary>Prints tables for people, within the width of their terminal. Nothing is coloured.</summary>
public static class ConsoleTables
{
    /// <summary>Width of tables where there is no terminal, so that the same run prints the same text everywhere.</summary>
    private const int UsualWidth = 120;

    private const int LeastWidth = 40;
    private const int LabelWidth = 16;

    /// <summary>What one run came to.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="run">The run.</param>
    /// <param name="width">Characters in a line of the terminal; null where there is none.</param>
    public static void WriteSummary(TextWriter output, RunResult run, int? width = null)
    {
        SummaryRow s = run.Summary;
        Row("trace", $"{s.Trace}: {Quantity.Count(s.Operations, "operation")} over {Quantity.Nanoseconds(s.DurationNs)}");
        Row("policy", s.Settings.Length == 0 ? s.Policy : $"{s.Policy}, {s.Settings}");
        Row("requested", $"peak {Quantity.Bytes(s.PeakRequestedBytes)}, mean {Quantity.Bytes(s.MeanRequestedBytes)}, end {Quantity.Bytes(s.EndRequestedBytes)} in {Quantity.Count(s.EndLiveObjects, "object")}");
        Row("resident", $"peak {Quantity.Bytes(s.PeakResidentBytes)}, mean {Quantity.Bytes(s.MeanResidentBytes)}, end {Quantity.Bytes(s.EndResidentBytes)}");
        Row("live pages", $"peak {Quantity.Bytes(s.PeakLivePageBytes)}, mean {Quantity.Bytes(s.MeanLivePageBytes)}");
        Row("at the end", $"active {Quantity.Bytes(s.EndActiveBytes)}, retained {Quantity.Bytes(s.EndRetainedBytes)}, metadata {Quantity.Bytes(s.EndMetadataBytes)}");
        Row("fragmentation", $"internal {Quantity.Percent(s.InternalFragmentationRatio)}, external {Quantity.Percent(s.ExternalFragmentationRatio)}, page {Quantity.Percent(s.PageFragmentationRatio)} (at the peak)");
        Row("overhead", $"{Quantity.Percent(s.PeakOverheadRatio)} (peak resident over peak requested)");
        Row("system", $"mmap {Quantity.Count(s.MmapCalls)}, munmap {Quantity.Count(s.MunmapCalls)}, madvise {Quantity.Count(s.MadviseCalls)}, {(s.MprotectCalls == 0 ? "" : $"mprotect {Quantity.Count(s.MprotectCalls)}, ")}sbrk {Quantity.Count(s.SbrkCalls)}, page faults {Quantity.Count(s.PageFaults)}");
        Row("mappings", $"peak {Quantity.Count(s.PeakMappings)}, end {Quantity.Count(run.Tables.Timeline[^1].Mappings)}");
        if (run.Tables.Pins.Where(pin => pin.Moment == "end").ToArray() is [var most, ..] pins)
        {
            double all = pins.Sum(pin => pin.PinnedBytes);
            Row("pinned", $"{Quantity.Bytes(all)} at the end, by few objects in nearly empty slabs; {(most.PinnedBytes * 2 > all ? "most of it" : "the largest part")}, {Quantity.Bytes(most.PinnedBytes)}, by {Quantity.Count(most.Objects, "object")} of {Quantity.Bytes(most.SizeBytes)} of thread {Quantity.Count(most.Thread)}");
        }

        if (s.FailedAllocations > 0)
        {
            Row("failed", $"{Quantity.Count(s.FailedAllocations, "allocation")} returned null");
        }

        if (s.InternalFragmentationRatio is null || s.ExternalFragmentationRatio is null || s.EndActiveBytes is null)
        {
            Row("-", $"{s.Policy} does not say what these figures are made of");
        }

        if (run.MappedCalls + run.SkippedCalls > 0)
        {
            Row("mapped", $"{Quantity.Count(run.MappedCalls, "call")} that {s.Policy} does not have {Quantity.Noun(run.MappedCalls, "was made as a plain one", "were made as plain ones")}, {Quantity.Count(run.SkippedCalls)} {Quantity.Noun(run.SkippedCalls, "was", "were")} left out");
        }

        if (s.Repairs > run.MappedCalls + run.SkippedCalls)
        {
            Row("repaired", $"{Quantity.Count(s.Repairs - run.MappedCalls - run.SkippedCalls, "operation")} of the trace {Quantity.Noun(s.Repairs - run.MappedCalls - run.SkippedCalls, "was wrong and was", "were wrong and were")} repaired or skipped");
        }

        void Row(string name, string value) => TextLines.Write(output, name.PadRight(LabelWidth) + value, Least(width), LabelWidth);
    }

    /// <summary>Several runs beside each other; of one trace with the change against the first run.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="width">Characters in a line of the terminal; null where there is none.</param>
    public static void WriteComparison(TextWriter output, IReadOnlyList<SummaryRow> runs, int? width = null)
    {
        bool hasPolicies = runs.Any(run => run.Policy != runs[0].Policy);
        bool isOneTrace = runs.All(run => run.Trace == runs[0].Trace);
        string[] labels = [.. runs.Select(run => (hasPolicies ? run.Policy + " " : "") + (run.Settings.Length == 0 ? "(default)" : run.Settings) + RunName.Timing(run, runs))];
        string[] sets = isOneTrace ? labels : [.. labels.Distinct()];
        string what = isOneTrace ? "run" : "options";
        if (isOneTrace)
        {
            TextLines.Write(output, $"{runs[0].Trace}: {Quantity.Count(runs[0].Operations, "operation")} over {Quantity.Nanoseconds(runs[0].DurationNs)}", Least(width));
        }

        for (int i = 0; i < sets.Length; i++)
        {
            string head = FormattableString.Invariant($"{what} {i + 1}  ");
            TextLines.Write(output, head + sets[i], Least(width), head.Length);
        }

        output.Write("\n");
        WriteTable();
        foreach (string policy in runs.Where(run => ComparedMeasure.For(runs).Any(measure => !measure.IsTimed && measure.Value(run) is null)).Select(run => run.Policy).Distinct())
        {
            TextLines.Write(output, $"- {policy} does not say what these figures are made of", Least(width), 2);
        }

        if (runs.DistinctBy(run => run.P99LatencyNs is null).Skip(1).Any())
        {
            TextLines.Write(output, "- in a serial run nobody waits, and no such time is measured", Least(width), 2);
        }

        void WriteTable() => (isOneTrace ? ByMeasure(runs) : ByRun(runs, [.. labels.Select(label => Array.IndexOf(sets, label) + 1)])).Write(output, Least(width) ?? UsualWidth);
    }

    /// <summary>What the policies of several runs declare to be printed beside each other, trace by trace.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="width">Characters in a line of the terminal; null where there is none.</param>
    public static void WriteCompared(TextWriter output, IReadOnlyList<RunResult> runs, int? width = null)
    {
        foreach (IGrouping<string, RunResult> same in runs.GroupBy(run => run.Summary.Trace))
        {
            using StringWriter text = new();
            ComparedCounters.Write(text, [.. same], Least(width) ?? UsualWidth);
            bool isNamed = text.GetStringBuilder().Length > 0 && same.Count() < runs.Count;
            output.Write(isNamed ? $"\n{same.Key}" : "");
            output.Write(text.ToString());
        }
    }

    /// <summary>A trace on several numbers of CPUs, and what that comes to.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="steps">By number of CPUs; at least one.</param>
    /// <param name="width">Characters in a line of the terminal; null where there is none.</param>
    public static void WriteScale(TextWriter output, IReadOnlyList<ScaleStep> steps, int? width = null)
    {
        IReadOnlyList<ScaleRow> rows = [.. steps.Select(step => step.Row)];
        TextTable table = new(
            [new TextColumn("CPUs", [.. rows.Select(row => Quantity.Count(row.Cpus))])],
            [
                new TextColumn("operations a second", [.. rows.Select(row => Quantity.Count((long)row.OperationsPerSecond))]),
                new TextColumn("times the first", [.. rows.Select(row => ScaleConclusion.Gain(row, rows[0]))], IsGlued: true),
                new TextColumn("simulated time", [.. rows.Select(row => Quantity.Nanoseconds(row.SimulatedNs))]),
                new TextColumn("waiting an operation", [.. rows.Select(row => row is { LockWaitNs: > 0, LockWaitPerOperationNs: < 1 } ? "under 1 ns" : Quantity.Nanoseconds(row.LockWaitPerOperationNs))]),
                new TextColumn("waited for most", [.. steps.Select(step => step.Row.HottestMutex.Length == 0 ? "none" : step.HottestName)]),
                new TextColumn("its share", [.. rows.Select(row => row.HottestMutex.Length == 0 ? "" : Quantity.Percent(row.HottestWaitShare))], IsGlued: true),
            ]);
        table.Write(output, Least(width) ?? UsualWidth);
        output.Write("\n");
        TextLines.Write(output, ScaleConclusion.Of(steps), Least(width));
    }

    /// <summary>A row a measure: the runs are columns, however many there are.</summary>
    private static TextTable ByMeasure(IReadOnlyList<SummaryRow> runs)
    {
        IReadOnlyList<ComparedMeasure> measures = ComparedMeasure.For(runs);
        List<TextColumn> columns = [];
        for (int i = 0; i < runs.Count; i++)
        {
            SummaryRow run = runs[i];
            columns.Add(new TextColumn(FormattableString.Invariant($"run {i + 1}"), [.. measures.Select(measure => measure.Text(run))]));
            if (i > 0)
            {
                columns.Add(new TextColumn("", [.. measures.Select(measure => measure.Change(runs[0], run))], IsGlued: true));
            }
        }

        return new TextTable([new TextColumn("", [.. measures.Select(measure => measure.Name)])], columns);
    }

    /// <summary>A row a run: for runs of several traces.</summary>
    private static TextTable ByRun(IReadOnlyList<SummaryRow> runs, int[] sets) => new(
        [
            new TextColumn("trace", [.. runs.Select((run, i) => i > 0 && runs[i - 1].Trace == run.Trace ? "" : run.Trace)]),
            new TextColumn("options", [.. sets.Select(set => FormattableString.Invariant($"{set}"))]),
        ],
        [.. ComparedMeasure.For(runs).Select(measure => new TextColumn(measure.Name, [.. runs.Select(run => measure.Text(run))]))]);

    private static int? Least(int? width) => width is { } given ? Math.Max(given, LeastWidth) : null;
}
