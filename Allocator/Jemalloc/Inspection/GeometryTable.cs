namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <summary>Prints the page map's constants for usual machines, a line each.</summary>
internal static class GeometryTable
{
    private static readonly MapGeometry[] Machines = [new(48, 12, 3), new(48, 14, 3), new(48, 16, 3), new(57, 12, 3), new(32, 12, 2), new(32, 22, 2)];

    /// <summary>Writes the lines.</summary>
    public static void Write(TextWriter output)
    {
        foreach (MapGeometry g in Machines)
        {
            string levels = string.Join(", ", Enumerable.Range(0, g.Height).Select(i => FormattableString.Invariant($"{g.BitsOf(i)} bits to {g.CumulativeBitsOf(i)}")));
            output.WriteLine(FormattableString.Invariant(
                $"LG_VADDR {g.LgVaddr}, LG_PAGE {g.LgPage}, LG_SIZEOF_PTR {g.LgPointer}: RTREE_NHIB {g.HighBits}, RTREE_NLIB {g.LowBits}, RTREE_NSB {g.SignificantBits}, RTREE_HEIGHT {g.Height}, levels {levels}, leaf {(g.IsCompact ? "compact" : "not compact")}, root {g.RootBytes} bytes, a leaf covers {(g.Height == 1 ? "all" : FormattableString.Invariant($"{g.LeafCovers} bytes"))}"));
        }
    }
}
