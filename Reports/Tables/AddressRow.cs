using System.Globalization;
using AllocSim.Reports.Measures;
using CsvHelper;

namespace AllocSim.Reports.Tables;

/// <summary>Live bytes of one range of addresses at one instant: a row of addresses.csv. A range without live bytes has no row; where nothing lives at all, the first range has one.</summary>
[CsvRecord]
public sealed partial record AddressRow
{
    /// <summary>The operation that comes next.</summary>
    [CsvColumn("operation")]
    public long Operation { get; init; }

    /// <summary>The trace's clock.</summary>
    [CsvColumn("time_ns")]
    public long TimeNs { get; init; }

    /// <summary>Where the range begins, hexadecimal with 0x.</summary>
    [CsvColumn("address")]
    public string Address { get; init; } = "";

    /// <summary>Its length, the same in all rows.</summary>
    [CsvColumn("range_bytes")]
    public ulong RangeBytes { get; init; }

    /// <summary>Bytes of live objects in it.</summary>
    [CsvColumn("live_bytes")]
    public ulong LiveBytes { get; init; }

    /// <summary>The rows of a record, by time and address.</summary>
    public static IReadOnlyList<AddressRow> From(AddressHeat heat)
    {
        // An instant without any live byte still has a row, so that a picture knows of it.
        KeyValuePair<ulong, ulong>[] nothing = heat.Ranges.Count == 0 ? [] : [new(heat.Ranges[0] / heat.RangeBytes, 0)];
        return [.. heat.Columns.SelectMany(column => (column.Bytes.Count == 0 ? nothing : [.. column.Bytes.OrderBy(range => range.Key)]).Select(range => Row(heat, column, range)))];
    }

    private static AddressRow Row(AddressHeat heat, AddressHeat.Column column, KeyValuePair<ulong, ulong> range) => new()
    {
        Operation = column.Operation,
        TimeNs = column.TimeNs,
        Address = string.Create(CultureInfo.InvariantCulture, $"0x{range.Key * heat.RangeBytes:x}"),
        RangeBytes = heat.RangeBytes,
        LiveBytes = range.Value,
    };
}
