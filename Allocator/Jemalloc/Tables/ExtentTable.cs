using System.Globalization;
using AllocSim.Allocator.Jemalloc.Inspection;
using AllocSim.Allocator.Jemalloc.Tables.Readers;
using AllocSim.Allocator.Jemalloc.Tables.Snapshots;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Allocator.Jemalloc.Tables;

/// <summary>extents.csv: one extent at the end of a run.</summary>
internal static class ExtentTable
{
    public static readonly TableDeclaration Declaration = new("extents", TableMoment.End,
    [
        TableColumn.Key("address", "where it begins, hexadecimal with 0x"),
        TableColumn.Gauge("size_bytes", "bytes", "its length"),
        TableColumn.Key("use", "slab, large, dirty, muzzy, retained or metadata"),
        TableColumn.Key("arena", "the arena that owns it; -1 for none"),
        TableColumn.Key("size_index", "index of its size class; -1 for none"),
        TableColumn.Gauge("regions", "", "slabs: regions in all"),
        TableColumn.Gauge("free_regions", "", "slabs: regions that are free"),
        TableColumn.Key("serial_number", "older ones have smaller numbers"),
    ])
    { Help = "one extent, by address" };

    public static void Read(HeapView heap, TableRows rows)
    {
        foreach (ExtentSnapshot extent in ExtentReader.Extents(heap))
        {
            rows.Add(
                string.Create(CultureInfo.InvariantCulture, $"0x{extent.Address:x}"), extent.Bytes, extent.Use.ToString().ToLowerInvariant(), extent.Arena, extent.SizeIndex, extent.Regions, extent.FreeRegions,
                extent.SerialNumber);
        }
    }
}
