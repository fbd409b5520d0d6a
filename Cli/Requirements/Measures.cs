using System.Globalization;
using System.Reflection;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Sweeps;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Reports.Sweeps;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Naming;
using CsvHelper;

namespace AllocSim.Cli.Requirements;

/// <summary>The measures that a run can be held against: the columns of summary.csv that hold numbers, the figures that policies declare, and system_ns.</summary>
public static class Measures
{
    /// <summary>What is called resident in tables is the true one; the other is called said. Here it may be called true.</summary>
    private const string True = "true_resident_";

    /// <summary>The columns that only a run in simulated time fills in.</summary>
    private static readonly string[] Contended = ["lock_wait_ns", "p99_latency_ns", "hottest_wait_share"];

    /// <summary>The columns that only a run with every object followed fills in.</summary>
    private static readonly string[] Followed = ["peak_slop_bytes", "peak_cached_bytes"];

    private static readonly Measure[] Common =
    [
        .. typeof(SummaryRow).GetProperties()
            .Where(property => property.PropertyType != typeof(string))
            .Select(property => (property.GetCustomAttribute<CsvColumnAttribute>()?.Name, property))
            .Where(column => column.Name is not null)
            .OrderBy(column => CsvTable.ColumnOrder<SummaryRow>(column.Name!))
            .Select(column => new Measure(column.Name!, (row, _) => column.property.GetValue(row) is { } value ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : null)),
        new(SystemTime.Column, (row, costs) => SystemTime.Of(row, costs)),
    ];

    /// <summary>The measures of some policies' runs.</summary>
    public static IReadOnlyList<Measure> Of(IEnumerable<Policy> policies)
        => [.. Common, .. policies.SelectMany(policy => policy.Figures).Select(figure => figure.Name).Distinct().Select(Own)];

    /// <summary>A measure by its column's name, in which resident may be called true_resident; null where there is none.</summary>
    public static Measure? Find(string name, IReadOnlyList<Measure> measures)
        => measures.FirstOrDefault(measure => measure.Column == name) ?? measures.FirstOrDefault(measure => measure.Column == name.Replace(True, "resident_", StringComparison.Ordinal));

    /// <summary>The complaint about a name that is no measure.</summary>
    public static string Unknown(string name, IReadOnlyList<Measure> measures)
        => $"there is no measure {name}; measures are the columns of summary.csv{NearestName.Question(name, measures.Select(measure => measure.Column))}";

    /// <summary>Why a run cannot be held against a measure; null where it can.</summary>
    /// <param name="measure">The measure.</param>
    /// <param name="request">The run, its policy known.</param>
    public static string? WhyNot(Measure measure, RunRequest request)
    {
        if (Contended.Contains(measure.Column))
        {
            return request.Contended is null ? $"{measure.Column} is measured in simulated time only: add --timing contended" : null;
        }

        if (!Of([request.Policy!]).Contains(measure, ByColumn))
        {
            return $"{request.Policy!.Name} has no {measure.Column}";
        }

        // Which of its totals an allocator says, a short run of it shows.
        return measure.Read(WarmUp.Replay(request, new ReplayOutputs { Depth = DepthFor([measure]) }).Summary, CostDefaults.Table) is null
            ? $"{request.Policy!.Name} does not say what {measure.Column} is made of"
            : null;
    }

    /// <summary>Whether a measure is there only where every object is followed.</summary>
    internal static bool IsFollowed(Measure measure) => Followed.Contains(measure.Column);

    /// <summary>How much has to be recorded for measures to be there.</summary>
    public static RecordingDepth DepthFor(IEnumerable<Measure> measures)
        => measures.Any(IsFollowed) ? RecordingDepth.Everything : RecordingDepth.Averages;

    private static IEqualityComparer<Measure> ByColumn { get; } = EqualityComparer<Measure>.Create((one, other) => one?.Column == other?.Column, measure => measure.Column.GetHashCode(StringComparison.Ordinal));

    private static Measure Own(string name) => new(name, (row, _) => row.Own.FirstOrDefault(own => own.Name == name) is { } own ? own.Value.Number : null);
}
