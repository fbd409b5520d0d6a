namespace AllocSim.Simulator.Allocation;

/// <summary>An allocator whose records can be written down as a debugger would read them from memory. Writing changes nothing.</summary>
public interface IRecordDumping
{
    /// <summary>Writes all records.</summary>
    /// <param name="output">Where they go.</param>
    /// <param name="index">The operation that was the last one to run, for the first line.</param>
    /// <param name="mapRoot">Address of the page map's root, a variable of the library; it does not follow from the run.</param>
    void DumpRecords(TextWriter output, long index, ulong mapRoot);
}
