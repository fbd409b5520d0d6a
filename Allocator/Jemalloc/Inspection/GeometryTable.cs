namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <summary>Prints the page map's constants and the layout of the extent's record for usual machines.</summary>
internal static class GeometryTable
{
    private static readonly MapGeometry[] Machines = [new(48, 12, 3), new(48, 14, 3), new(48, 16, 3), new(57, 12, 3), new(32, 12, 2), new(32, 22, 2)];

    /// <summary>Writes a few lines for each machine.</summary>
    public static void Write(TextWriter output)
    {
        foreach (MapGeometry g in Machines)
        {
            SizeConstants sizes = new(g.LgPage, g.LgPointer);
            RecordBits bits = RecordBits.Of530(g.LgPage, sizes.Nsizes);
            string levels = string.Join(", ", Enumerable.Range(0, g.Height).Select(i => FormattableString.Invariant($"{g.BitsOf(i)} bits to {g.CumulativeBitsOf(i)}")));
            string fields = string.Join(", ", bits.Fields.Select(field => FormattableString.Invariant($"{field.Name} {bits.ShiftOf(field.Name)}+{field.Width}")));
            string record = g.LgPointer == 3 ? FormattableString.Invariant($", edata_t {sizes.EdataBytes} bytes") : "";
            output.WriteLine(FormattableString.Invariant(
                $"LG_VADDR {g.LgVaddr}, LG_PAGE {g.LgPage}, LG_SIZEOF_PTR {g.LgPointer}: RTREE_NHIB {g.HighBits}, RTREE_NLIB {g.LowBits}, RTREE_NSB {g.SignificantBits}, RTREE_HEIGHT {g.Height}, levels {levels}, leaf {(g.IsCompact ? "compact" : "not compact")}, leaf element {g.LeafElementBytes} bytes, root {g.RootBytes} bytes, a leaf covers {(g.Height == 1 ? "all" : FormattableString.Invariant($"{g.LeafCovers} bytes"))}"));
            output.WriteLine(FormattableString.Invariant($"  SC_NSIZES {sizes.Nsizes}, SC_NBINS {sizes.Nbins}, SC_NPSIZES {sizes.Npsizes}, SC_LG_SLAB_MAXREGS {sizes.LgSlabMaxregs}{record}"));
            output.WriteLine($"  e_bits, lowest bit and width: {fields}");
        }
    }
}
