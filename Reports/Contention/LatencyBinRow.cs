using AllocSim.Simulator.Contention.Results;
using CsvHelper;

namespace AllocSim.Reports.Contention;

/// <summary>How many calls of a kind took a time between two limits, 1, 2, 5, 10, … nanoseconds: a row of latency_histogram.csv.</summary>
[CsvRecord]
public sealed partial record LatencyBinRow
{
    /// <summary>The call.</summary>
    [CsvColumn("operation")]
    public string Operation { get; init; } = "";

    /// <summary>The least that a call here took.</summary>
    [CsvColumn("from_ns")]
    public long FromNs { get; init; }

    /// <summary>Calls here took less than this.</summary>
    [CsvColumn("to_ns")]
    public long ToNs { get; init; }

    /// <summary>Calls.</summary>
    [CsvColumn("operations")]
    public long Operations { get; init; }

    /// <summary>The rows of a run, by call and time; ranges without a call have none. A call near a limit can be 1.6 % off, as the table's durations are.</summary>
    public static IReadOnlyList<LatencyBinRow> From(LatencyTable table)
        => [.. from cell in table.Cells
               from bucket in cell.Value.Buckets()
               group bucket.Count by (cell.Key.Kind, FromNs: LimitBelow(bucket.UpperNs)) into range
               orderby range.Key.Kind, range.Key.FromNs
               select new LatencyBinRow
               {
                   Operation = range.Key.Kind.ToString().ToLowerInvariant(),
                   FromNs = range.Key.FromNs,
                   ToNs = LimitAbove(range.Key.FromNs),
                   Operations = range.Sum(),
               }];

    private static long LimitBelow(long ns)
    {
        long limit = 0;
        while (LimitAbove(limit) <= ns)
        {
            limit = LimitAbove(limit);
        }

        return limit;
    }

    private static long LimitAbove(long limit)
    {
        long power = 1;
        while (power <= limit / 10)
        {
            power *= 10;
        }

        return limit == 0 ? 1 : limit < 2 * power ? 2 * power : limit < 5 * power ? 5 * power : 10 * power;
    }
}
