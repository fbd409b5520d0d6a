namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>Reads the records of a policy's real library out of memory, in the lines that <see cref="IRecordDumping"/> writes: a kind, then name=value pairs.</summary>
public interface ILibraryRecords
{
    /// <summary>The variables of the library that have to be known, with their bytes where those tell a build that lays its records out otherwise; else 0.</summary>
    IReadOnlyList<KeyValuePair<string, ulong>> Symbols { get; }

    /// <summary>Whether lines of a kind are read; those of others are written by the simulator alone.</summary>
    bool Reads(ReadOnlySpan<char> kind);

    /// <summary>Address of the page map's root, a variable of the library; 0 where it has none.</summary>
    ulong MapRoot(ILibraryMemory memory);

    /// <summary>Writes all records, in the order of <see cref="IRecordDumping"/>.</summary>
    /// <exception cref="IOException">The memory cannot be read.</exception>
    /// <exception cref="InvalidDataException">What lies there is no such record.</exception>
    void Write(TextWriter output, ILibraryMemory memory);
}
