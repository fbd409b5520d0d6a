using System.Globalization;
using CsvHelper;

namespace AllocSim.Reports.Measures.Pages;

/// <summary>Live bytes of one range of addresses at one instant: a row of addresses.csv. A range that is mapped and holds no object has a row with 0; one that is not mapped has none. Where nothing is mapped, the first range has a row.</summary>
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

    /// <summary>Who has most of it, as the policy calls its owners, with its number: "heap 3". Empty where it is nobody's, or the policy does not say.</summary>
    [CsvColumn("owner", Optional = true)]
    public string Owner { get; init => field = value ?? ""; } = ""; // the reader sets null where an earlier version's table has no such column

    /// <summary>The rows of a record, by time and address.</summary>
    /// <param name="heat">The record.</param>
    /// <param name="ownerWord">What an owner is called.</param>
    public static IReadOnlyList<AddressRow> From(AddressHeat heat, string ownerWord)
    {
        List<AddressRow> rows = [];
        IReadOnlyList<ulong> ranges = heat.Ranges;
        foreach (AddressHeat.Column column in heat.Columns)
        {
            int before = rows.Count;
            foreach (ulong range in ranges)
            {
                ulong live = column.LiveBytes(range / heat.RangeBytes);
                if (live > 0 || column.IsMapped(range, heat.RangeBytes))
                {
                    rows.Add(Row(heat, ownerWord, column, new(range / heat.RangeBytes, live)));
                }
            }

            if (rows.Count == before && ranges.Count > 0)
            {
                // An instant without anything still has a row, so that a picture knows of it.
                rows.Add(Row(heat, ownerWord, column, new(ranges[0] / heat.RangeBytes, 0)));
            }
        }

        return rows;
    }

    private static AddressRow Row(AddressHeat heat, string ownerWord, AddressHeat.Column column, KeyValuePair<ulong, ulong> range)
    {
        int owner = column.Owners.OwnerOf(range.Key * heat.RangeBytes, heat.RangeBytes);
        return new()
        {
            Operation = column.Operation,
            TimeNs = column.TimeNs,
            Address = string.Create(CultureInfo.InvariantCulture, $"0x{range.Key * heat.RangeBytes:x}"),
            RangeBytes = heat.RangeBytes,
            LiveBytes = range.Value,
            Owner = owner < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{ownerWord} {owner}"),
        };
    }
}
