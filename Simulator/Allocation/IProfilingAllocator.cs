namespace AllocSim.Simulator.Allocation;

/// <summary>An allocator that can profile its heap: it samples allocations and says by call stack what of them lives.</summary>
public interface IProfilingAllocator
{
    /// <summary>Whether it does so in this run.</summary>
    bool IsProfiling { get; }

    /// <summary>Opens the file of a profile that is dumped on the way, by its name; null: such profiles are not written.</summary>
    Func<string, TextWriter>? OpenProfile { get; set; }

    /// <summary>Writes the profile as it stands, as at the end of the program.</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="output">Where it goes; null for nowhere.</param>
    /// <returns>The words that the allocator says at the end of the program, a line each.</returns>
    IReadOnlyList<string> WriteProfile(int thread, TextWriter? output);

    /// <summary>Whether objects that live at the end are to be an error, and there are some.</summary>
    bool HasLeaks { get; }
}
