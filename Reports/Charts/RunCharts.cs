using AllocSim.Reports.Console;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Reports.Charts;

/// <summary>The charts of one run, made of its tables alone, so that they can be drawn again from files.</summary>
public static class RunCharts
{
    /// <summary>All charts that the run has data for.</summary>
    public static IReadOnlyList<Chart> All(RunResult run) => [.. All(run.Tables), .. LockCharts.Of(run)];

    /// <summary>The charts that every run has data for, serial or contended.</summary>
    public static IReadOnlyList<Chart> All(RunTables run) =>
    [
        TimeCharts.Memory(run), TimeCharts.Fragmentation(run), .. TimeCharts.PageSet(run), .. DecayCharts.All(run), .. PageSlabChart.Of(run), TimeCharts.SystemCalls(run), .. TimeCharts.Mappings(run),
        .. HeapCharts.All(run), .. MutexChart.Of(run), .. AddressChart.Of(run),
    ];

    /// <summary>What a title says of the run.</summary>
    internal static string Title(string what, RunTables run)
    {
        SummaryRow summary = run.Summary;
        return summary.Settings.Length == 0 ? $"{what}: {summary.Trace}, {summary.Policy}" : $"{what}: {summary.Trace}, {summary.Policy} {summary.Settings}";
    }

    /// <summary>A count in a note; its digits are parted by blanks.</summary>
    internal static string Count(long number) => Quantity.Count(number).Replace(',', ' ');
}
