namespace AllocSim.Simulator.Allocation;

/// <summary>An allocator whose records can be written down as a debugger would read them from memory. Writing changes nothing.</summary>
public interface IRecordDumping
{
    /// <summary>Writes all records.</summary>
    /// <param name="output">Where they go.</param>
    /// <param name="index">The operation that was the last one to run, for the first line.</param>
    /// <param name="mapRoot">Address of the page map's root, a variable of the library; it does not follow from the run.</param>
    void DumpRecords(TextWriter output, long index, ulong mapRoot);

    /// <summary>Appends every range that it holds, by address.</summary>
    void ReadRanges(List<HeldRange> ranges);

    /// <summary>Writes how an address leads to the record that describes it, step by step, and that record.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="address">The address.</param>
    /// <param name="extent">Where the extent begins that holds it.</param>
    /// <param name="mapRoot">Address of the page map's root.</param>
    void WalkTo(TextWriter output, ulong address, ulong extent, ulong mapRoot);
}
