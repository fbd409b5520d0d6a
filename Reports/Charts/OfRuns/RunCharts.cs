using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Charts.OfRuns;

/// <summary>The charts of one run, made of its tables alone, so that they can be drawn again from files.</summary>
public static class RunCharts
{
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
        return summary.Settings.Length == 0 ? $"{what}: {summary.Trace}, {summary.Policy}" : $"{what}: {summary.Trace}, {summary.Policy} {summary.Settings}";
    }

    /// <summary>A count in a note.</summary>
    internal static string Count(long number) => Quantity.Count(number);
}
