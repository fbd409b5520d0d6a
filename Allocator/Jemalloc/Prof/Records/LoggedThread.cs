namespace AllocSim.Allocator.Jemalloc.Prof.Records;

/// <summary>A thread that the log of samples names, and its key in a table there. (prof_thr_node_t)</summary>
/// <param name="uid">Number of the thread.</param>
/// <param name="name">Its name; empty when it has none.</param>
/// <param name="index">Its place in the log, from 0.</param>
internal sealed class LoggedThread(ulong uid, string name, int index) : CuckooKey([uid], HashSeed)
{
    private const uint HashSeed = 0x94122f35;
    private const ulong BytesBeforeName = 24;

    /// <summary>Number of the thread.</summary>
    public ulong Uid { get; } = uid;

    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>Bytes of the record, the name and its end included.</summary>
    public ulong Bytes => BytesBeforeName + (ulong)Name.Length + 1;

    /// <summary>Where the record lies.</summary>
    public ulong Address { get; set; }

    /// <summary>Its place in the log, from 0.</summary>
    public int Index { get; } = index;
}
