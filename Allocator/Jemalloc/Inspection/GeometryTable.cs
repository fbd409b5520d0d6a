using System.Globalization;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <summary>The page map's constants and the layout of the extent's record for usual machines: as a table, and as lines for people.</summary>
internal static class GeometryTable
{
    private const int LevelsMax = 3;

    private static readonly MapGeometry[] Machines = [new(48, 12, 3), new(48, 14, 3), new(48, 16, 3), new(57, 12, 3), new(32, 12, 2), new(32, 22, 2)];

    private static readonly string[] Columns =
    [
        "lg_vaddr", "lg_page", "lg_sizeof_ptr", "rtree_nhib", "rtree_nlib", "rtree_nsb", "rtree_height",
        .. Enumerable.Range(0, LevelsMax).SelectMany(level => (string[])[$"level{level}_bits", $"level{level}_cumbits"]),
        "is_compact", "leaf_element_bytes", "root_bytes", "leaf_covers_bytes", "sc_nsizes", "sc_nbins", "sc_npsizes", "sc_lg_slab_maxregs", "record_bytes",
    ];

    /// <summary>A row for each machine: a field that the machine or the version does not have is empty.</summary>
    /// <param name="bitsOf">How a version divides the bit word, for a logarithm of the page size and a number of size classes.</param>
    public static TableData Of(Func<int, int, RecordBits> bitsOf)
    {
        string[] fields = [.. bitsOf(Machines[0].LgPage, new SizeConstants(Machines[0].LgPage, Machines[0].LgPointer).Nsizes).Fields.Select(field => field.Name)];
        return new TableData("geometry", [.. Columns, .. fields.SelectMany(field => (string[])[$"{field}_shift", $"{field}_width"])], [.. Machines.Select(machine => Row(machine, bitsOf))]);
    }

    /// <summary>Writes a few lines for each machine.</summary>
    /// <param name="output">Where they go.</param>
    /// <param name="bitsOf">As for the table.</param>
    public static void Write(TextWriter output, Func<int, int, RecordBits> bitsOf)
    {
        foreach (MapGeometry g in Machines)
        {
            SizeConstants sizes = new(g.LgPage, g.LgPointer);
            RecordBits bits = bitsOf(g.LgPage, sizes.Nsizes);
            string levels = string.Join(", ", Enumerable.Range(0, g.Height).Select(i => FormattableString.Invariant($"{g.BitsOf(i)} bits to {g.CumulativeBitsOf(i)}")));
            string fields = string.Join(", ", bits.Fields.Select(field => FormattableString.Invariant($"{field.Name} {bits.ShiftOf(field.Name)}+{field.Width}")));
            string record = RecordBytes(g, bits) is { IsEmpty: false } bytes ? $", {bits.RecordName} {bytes.Text} bytes" : "";
            output.WriteLine(FormattableString.Invariant(
                $"LG_VADDR {g.LgVaddr}, LG_PAGE {g.LgPage}, LG_SIZEOF_PTR {g.LgPointer}: RTREE_NHIB {g.HighBits}, RTREE_NLIB {g.LowBits}, RTREE_NSB {g.SignificantBits}, RTREE_HEIGHT {g.Height}, levels {levels}, leaf {(g.IsCompact ? "compact" : "not compact")}, leaf element {g.LeafElementBytes} bytes, root {g.RootBytes} bytes, a leaf covers {(g.Height == 1 ? "all" : FormattableString.Invariant($"{g.LeafCovers} bytes"))}"));
            output.WriteLine(FormattableString.Invariant($"  SC_NSIZES {sizes.Nsizes}, SC_NBINS {sizes.Nbins}, SC_NPSIZES {sizes.Npsizes}, SC_LG_SLAB_MAXREGS {sizes.LgSlabMaxregs}{record}"));
            output.WriteLine($"  e_bits, lowest bit and width: {fields}");
        }
    }

    private static TableCell[] Row(MapGeometry g, Func<int, int, RecordBits> bitsOf)
    {
        SizeConstants sizes = new(g.LgPage, g.LgPointer);
        RecordBits bits = bitsOf(g.LgPage, sizes.Nsizes);
        return
        [
            g.LgVaddr, g.LgPage, g.LgPointer, g.HighBits, g.LowBits, g.SignificantBits, g.Height,
            .. Enumerable.Range(0, LevelsMax).SelectMany(level => level < g.Height ? (TableCell[])[g.BitsOf(level), g.CumulativeBitsOf(level)] : [TableCell.Empty, TableCell.Empty]),
            g.IsCompact ? 1 : 0, g.LeafElementBytes, g.RootBytes, g.LeafCovers, sizes.Nsizes, sizes.Nbins, sizes.Npsizes, sizes.LgSlabMaxregs, RecordBytes(g, bits),
            .. bits.Fields.SelectMany(field => (TableCell[])[bits.ShiftOf(field.Name), field.Width]),
        ];
    }

    // Of other pages only the record of 5.3.0 was computed by its header; of 32 bits none.
    private static TableCell RecordBytes(MapGeometry g, RecordBits bits)
        => g.LgPointer == 3 && (bits.HasMapState || g.LgPage == Machines[0].LgPage) ? new SizeConstants(g.LgPage, g.LgPointer).EdataBytes.ToString(CultureInfo.InvariantCulture) : TableCell.Empty;
}
