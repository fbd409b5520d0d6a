using AllocSim.Reports.Charts;
using CsvHelper;

namespace AllocSim.Reports.Contention;

/// <summary>A trace on one number of CPUs: a row of scale.csv.</summary>
[CsvRecord]
public sealed partial record ScaleRow
{
    /// <summary>CPUs.</summary>
    [CsvColumn("cpus")]
    public int Cpus { get; init; }

    /// <summary>From the first operation's start to the last one's end.</summary>
    [CsvColumn("simulated_ns")]
    public long SimulatedNs { get; init; }

    /// <summary>Operations by that time.</summary>
    [CsvColumn("operations_per_second")]
    public double OperationsPerSecond { get; init; }

    /// <summary>Time that all threads together waited for locks.</summary>
    [CsvColumn("lock_wait_ns")]
    public long LockWaitNs { get; init; }

    /// <summary>That time by operation.</summary>
    [CsvColumn("lock_wait_per_operation_ns")]
    public double LockWaitPerOperationNs { get; init; }

    /// <summary>The mutex that was waited for longest; empty for none.</summary>
    [CsvColumn("hottest_mutex")]
    public string HottestMutex { get; init; } = "";

    /// <summary>Its share of the waiting.</summary>
    [CsvColumn("hottest_wait_share")]
    public double HottestWaitShare { get; init; }

    /// <summary>The row of a run.</summary>
    public static ScaleRow From(int cpus, ContentionReport report)
    {
        MutexRow? hottest = report.Mutexes.MaxBy(row => row.WaitedNs);
        bool hasWaited = hottest is { WaitedNs: > 0 };
        return new ScaleRow
        {
            Cpus = cpus,
            SimulatedNs = report.SimulatedNs,
            OperationsPerSecond = report.SimulatedNs == 0 ? 0 : Math.Round(report.Operations * 1e9 / report.SimulatedNs, 1),
            LockWaitNs = report.LockWaitNs,
            LockWaitPerOperationNs = report.Operations == 0 ? 0 : Math.Round((double)report.LockWaitNs / report.Operations, 3),
            HottestMutex = hasWaited ? hottest!.Mutex : "",
            HottestWaitShare = hasWaited ? hottest!.WaitShare : 0,
        };
    }

    /// <summary>The charts of a series: throughput and waiting against CPUs.</summary>
    /// <param name="rows">The rows, by CPUs.</param>
    /// <param name="of">What was run: trace, policy and the options that differ from its defaults.</param>
    public static IEnumerable<LineChart> Charts(IReadOnlyList<ScaleRow> rows, string of) => [Chart(rows, of), .. rows.Any(row => row.LockWaitNs > 0) ? (LineChart[])[WaitChart(rows, of)] : []];

    /// <summary>Throughput against CPUs.</summary>
    private static LineChart Chart(IReadOnlyList<ScaleRow> rows, string of) => new()
    {
        Name = "scale",
        Title = $"Throughput against CPUs: {of}",
        Horizontal = new Axis("CPUs"),
        Vertical = Axis.Count("operations a second", rows.Max(row => row.OperationsPerSecond)),
        XColumn = "cpus",
        IsMeasured = true,
        X = [.. rows.Select(row => (double)row.Cpus)],
        Series = [new LineSeries("operations_per_second", "operations a second", [.. rows.Select(row => row.OperationsPerSecond)])],
    };

    private static LineChart WaitChart(IReadOnlyList<ScaleRow> rows, string of) => new()
    {
        Name = "scale_waiting",
        Title = $"Waiting for locks against CPUs: {of}",
        Horizontal = new Axis("CPUs"),
        Vertical = Axis.Nanoseconds("waiting for locks, each operation on average", rows.Max(row => row.LockWaitPerOperationNs)),
        XColumn = "cpus",
        IsMeasured = true,
        X = [.. rows.Select(row => (double)row.Cpus)],
        Series = [new LineSeries("lock_wait_per_operation_ns", "waiting for locks", [.. rows.Select(row => row.LockWaitPerOperationNs)])],
    };
}
