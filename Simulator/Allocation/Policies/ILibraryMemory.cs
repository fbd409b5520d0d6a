namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>The memory of a process in which a real library runs, at a moment: the process stands still meanwhile. Looking changes nothing.</summary>
public interface ILibraryMemory
{
    /// <summary>Threads of the trace that have begun and not ended, by number, each with the address of the library's block of it.</summary>
    IReadOnlyList<KeyValuePair<int, ulong>> Threads { get; }

    /// <summary>Where a variable of the library lies; 0 where no symbol of that name is known.</summary>
    ulong AddressOf(string symbol);

    /// <summary>Reads bytes. A page that nothing is behind reads as zeros.</summary>
    /// <exception cref="IOException">The memory cannot be read.</exception>
    void Read(ulong address, Span<byte> bytes);
}
