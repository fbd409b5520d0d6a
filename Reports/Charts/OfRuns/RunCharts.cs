using AllocSim.Reports.Charts.Drawing;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Charts.OfRuns;

/// <summary>The charts of one run, made of its tables alone, so that they can be drawn again from files.</summary>
public static class RunCharts
{
    // Of a long name both ends are shown, so that the policy between trace and options is always there.
    private const int TraceLettersMax = 60;
    private const int SettingsLettersMax = 120;

    /// <summary>All charts that the run has data for: those that every run has, the policy's own, and those of a contended run.</summary>
    public static IReadOnlyList<Chart> All(RunResult run) =>
    [
        TimeCharts.Memory(run.Tables), TimeCharts.Fragmentation(run.Tables), .. TimeCharts.PageSet(run.Tables), TimeCharts.SystemCalls(run.Tables), .. TimeCharts.Mappings(run.Tables), .. OwnCharts.Of(run), .. SlopChart.Of(run.Tables),
        .. MutexChart.Of(run), .. AddressChart.Of(run.Tables), .. LockCharts.Of(run),
    ];

    /// <summary>What a title says of the run.</summary>
    internal static string Title(string what, RunTables run)
    {
        SummaryRow summary = run.Summary;
        string trace = ShownChart.Name(summary.Trace, TraceLettersMax);
        return summary.Settings.Length == 0 ? $"{what}: {trace}, {summary.Policy}" : $"{what}: {trace}, {summary.Policy} {ShownChart.Name(summary.Settings, SettingsLettersMax)}";
    }

    /// <summary>A count in a note.</summary>
    internal static string Count(long number) => Quantity.Count(number);
}
