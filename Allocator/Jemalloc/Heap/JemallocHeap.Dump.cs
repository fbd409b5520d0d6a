using AllocSim.Allocator.Jemalloc.Inspection;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>The records as a debugger sees them.</content>
public sealed partial class JemallocHeap
{
    private RecordBits? _bits;

    /// <summary>Writes all records in the inspect format, version 1.</summary>
    /// <param name="output">Where they go.</param>
    /// <param name="index">The operation that was the last one to run.</param>
    /// <param name="mapRoot">Address of the page map's root.</param>
    public void DumpRecords(TextWriter output, long index, ulong mapRoot)
        => HeapDump.Write(output, View, index, mapRoot);

    /// <summary>Writes the walk from an address through the page map to the record of the extent that holds it.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="address">The address.</param>
    /// <param name="mapRoot">Address of the page map's root.</param>
    public void WalkTo(TextWriter output, ulong address, ulong mapRoot) => HeapDump.Walk(output, View, address, mapRoot);

    /// <summary>Appends the rows of a view.</summary>
    public void ReadView(string view, TableRows rows) => JemallocViews.Read(View, view, rows);

    /// <summary>Counts the rows of a view.</summary>
    public bool TryCount(string view, ViewCounts counts) => JemallocViews.TryCount(View, view, counts);

    /// <summary>The records, to be looked at between two operations.</summary>
    internal HeapView View => new(_options.Version.Name, _machine, _sizes, _records, _table, _rtree, _arenas, _layout, _threads, _explicit) { Bits = _bits ??= _options.Version.BitsOf(_sizes.LgPage, _sizes.Count) };
}
