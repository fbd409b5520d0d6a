namespace AllocSim.Simulator.Allocation.Diagnosis;

/// <summary>Reads statistics that an allocator printed in production, and says what is out of the norm.</summary>
public interface IDumpReader
{
    /// <summary>What it reads, in words.</summary>
    string Name { get; }

    /// <summary>Whether a text is such a dump.</summary>
    bool Recognises(string text);

    /// <summary>Reads a dump that was recognised. What is missing in it is not spoken of.</summary>
    /// <exception cref="FormatException">It is cut off or damaged; the message says where.</exception>
    Diagnosis Diagnose(string text);

    /// <summary>What a dump that was recognised says of the program; null where such dumps have no counts by size.</summary>
    /// <exception cref="FormatException">It is cut off or damaged, or was made without what is needed; the message says so.</exception>
    ProgramLoad? Load(string text) => null;
}
