using AllocSim.Reports.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Console;

/// <summary>A measure that runs are compared by, on the terminal and on the page.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Column">Its column in summary.csv.</param>
/// <param name="Value">Its value; null where the policy does not say what it is made of, or a serial run does not measure it.</param>
/// <param name="Format">A value with its unit.</param>
internal sealed record ComparedMeasure(string Name, string Column, Func<SummaryRow, double?> Value, Func<double, string> Format)
{
    /// <summary>All measures, in the order of tables.</summary>
    public static IReadOnlyList<ComparedMeasure> All { get; } =
    [
        new("peak requested", "peak_requested_bytes", s => s.PeakRequestedBytes, Quantity.Bytes),
        new("peak resident", "peak_resident_bytes", s => s.PeakResidentBytes, Quantity.Bytes),
        new("mean resident", "mean_resident_bytes", s => s.MeanResidentBytes, Quantity.Bytes),
        new("end resident", "end_resident_bytes", s => s.EndResidentBytes, Quantity.Bytes),
        new("overhead", "peak_overhead_ratio", s => s.PeakOverheadRatio, Quantity.Percent),
        new("internal fragm.", "internal_fragmentation_ratio", s => s.InternalFragmentationRatio, Quantity.Percent),
        new("external fragm.", "external_fragmentation_ratio", s => s.ExternalFragmentationRatio, Quantity.Percent),
        new("page fragm.", "page_fragmentation_ratio", s => s.PageFragmentationRatio, Quantity.Percent),
        new("page faults", "page_faults", s => s.PageFaults, value => Quantity.Count((long)value)),
        .. CallKind.All.Select(kind => new ComparedMeasure(kind.Name, kind.Column, s => kind.Count(s), value => Quantity.Count((long)value))),
        new("peak mappings", "peak_mappings", s => s.PeakMappings, value => Quantity.Count((long)value)),
        new("reallocs moved", "realloc_moved_calls", s => s.ReallocMovedCalls, value => Quantity.Count((long)value)),
        new("failed calls", "failed_allocations", s => s.FailedAllocations, value => Quantity.Count((long)value)),
        new("simulated time", "simulated_ns", s => s.P99LatencyNs is null ? null : s.SimulatedNs, Quantity.Nanoseconds),
        new("lock waiting", "lock_wait_ns", s => s.LockWaitNs, Quantity.Nanoseconds),
        new("99% of calls in", "p99_latency_ns", s => s.P99LatencyNs, Quantity.Nanoseconds),
    ];

    private const string Mappings = "peak_mappings"; // One is what every heap has.

    private static readonly string[] Timed = ["simulated_ns", "lock_wait_ns", "p99_latency_ns"];

    private static readonly string[] Optional = [Mappings, "realloc_moved_calls", "failed_allocations", .. Timed];

    /// <summary>The measures of some runs; some are left out where no run has a value, calls other than madvise also where no run differs much from the first one of its trace.</summary>
    public static IReadOnlyList<ComparedMeasure> For(IReadOnlyList<SummaryRow> runs)
        => [.. All.Where(measure => CallKind.All.Skip(1).FirstOrDefault(kind => kind.Column == measure.Column) is { } call ? runs.GroupBy(run => run.Trace).Any(same => same.Any(run => call.DiffersMuch(same.First(), run)))
            : Optional.Contains(measure.Column) ? runs.Any(run => measure.Value(run) > (measure.Column == Mappings ? 1 : 0))
            : runs.Any(run => measure.Value(run) is not null))];

    /// <summary>Whether it is of simulated time, which passes in contended runs only.</summary>
    public bool IsTimed => Timed.Contains(Column);

    /// <summary>Whether it is a share, whose change is a difference in percentage points.</summary>
    public bool IsShare => Column.EndsWith("_ratio", StringComparison.Ordinal) || Column.EndsWith("_share", StringComparison.Ordinal);

    /// <summary>A run's value with its unit; "-" where it has none.</summary>
    public string Text(SummaryRow run) => Value(run) is { } value ? Format(value) : Quantity.Unknown;

    /// <summary>The change of a run's value against another run's, as text: +1.2 pp, -31.0%, x2.4, from 0.</summary>
    public string Change(SummaryRow before, SummaryRow after) => (Value(before), Value(after)) is ({ } first, { } second) ? Change(first, second) : "";

    private string Change(double before, double after)
    {
        if (IsShare)
        {
            double points = Math.Round(100 * (after - before), 1);
            return points == 0 ? "=" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{points:+0.0;-0.0} pp");
        }

        if (before == 0)
        {
            return after == 0 ? "=" : "from 0";
        }

        if (after >= 2 * before)
        {
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"x{after / before:#,0.0}");
        }

        double change = Math.Round(100 * ((after / before) - 1), 1);
        return change == 0 ? "=" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{change:+0.0;-0.0}%");
    }
}
