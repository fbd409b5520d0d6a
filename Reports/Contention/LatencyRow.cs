using AllocSim.Simulator.Contention.Results;
using AllocSim.Simulator.Costs;
using CsvHelper;

namespace AllocSim.Reports.Contention;

/// <summary>How long the operations of a kind and size class took: a row of latency.csv.</summary>
[CsvRecord]
public sealed partial record LatencyRow
{
    /// <summary>The call.</summary>
    [CsvColumn("operation")]
    public string Operation { get; init; } = "";

    /// <summary>The size class, 0 where a call has none.</summary>
    [CsvColumn("size_class_bytes")]
    public ulong SizeClassBytes { get; init; }

    /// <summary>Operations.</summary>
    [CsvColumn("operations")]
    public long Operations { get; init; }

    /// <summary>Half of them took no longer.</summary>
    [CsvColumn("p50_ns")]
    public long P50Ns { get; init; }

    /// <summary>90 % took no longer.</summary>
    [CsvColumn("p90_ns")]
    public long P90Ns { get; init; }

    /// <summary>99 % took no longer.</summary>
    [CsvColumn("p99_ns")]
    public long P99Ns { get; init; }

    /// <summary>99.9 % took no longer.</summary>
    [CsvColumn("p999_ns")]
    public long P999Ns { get; init; }

    /// <summary>The longest.</summary>
    [CsvColumn("max_ns")]
    public long MaxNs { get; init; }

    /// <summary>All together.</summary>
    [CsvColumn("total_ns")]
    public long TotalNs { get; init; }

    /// <summary>Of that, waiting for locks.</summary>
    [CsvColumn("lock_wait_ns")]
    public long LockWaitNs { get; init; }

    /// <summary>Of that, page faults.</summary>
    [CsvColumn("fault_ns")]
    public long FaultNs { get; init; }

    /// <summary>Of that, calls to the system.</summary>
    [CsvColumn("system_call_ns")]
    public long SystemCallNs { get; init; }

    /// <summary>The rows of a run, by call and size class.</summary>
    public static IReadOnlyList<LatencyRow> From(LatencyTable table)
        => [.. table.Cells.Select(cell => new LatencyRow
        {
            Operation = cell.Key.Kind.ToString().ToLowerInvariant(),
            SizeClassBytes = cell.Key.Bytes,
            Operations = cell.Value.Count,
            P50Ns = cell.Value.Quantile(0.5),
            P90Ns = cell.Value.Quantile(0.9),
            P99Ns = cell.Value.Quantile(0.99),
            P999Ns = cell.Value.Quantile(0.999),
            MaxNs = cell.Value.MaxNs,
            TotalNs = cell.Value.TotalNs,
            LockWaitNs = cell.Value.Parts.LockWaitNs,
            FaultNs = cell.Value.Parts.FaultPs / CostTable.PicosecondsPerNs,
            SystemCallNs = cell.Value.Parts.SystemCallPs / CostTable.PicosecondsPerNs,
        })];
}
