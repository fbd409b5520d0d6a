namespace AllocSim.Allocator.Vam;

/// <summary>Record sizes that follow from the width of a pointer. All in bytes unless a name says otherwise.</summary>
public sealed record VamLayout
{
    /// <summary>The reimplementation as it can be built: 32 bits.</summary>
    public static VamLayout Narrow { get; } = new()
    {
        PointerBytes = 4,
        WordBits = 32,
        ReapHeaderBytes = 108,
        ObjectHeaderBytes = 8,
        ClusterEntryBytes = 12,
        MappingNodeBytes = 24,
        LeastObject = 8,
        LargestRequest = int.MaxValue,
    };

    /// <summary>A model: the same decisions with the fields of 64 bits. Nothing real can be held against it.</summary>
    public static VamLayout Wide { get; } = new()
    {
        PointerBytes = 8,
        WordBits = 64,
        ReapHeaderBytes = 216,
        ObjectHeaderBytes = 16,
        ClusterEntryBytes = 24,
        MappingNodeBytes = 48,
        LeastObject = 16,
        LargestRequest = long.MaxValue,
    };

    /// <summary>Bytes of a pointer: 4 or 8.</summary>
    public required int PointerBytes { get; init; }

    /// <summary>Bits in a word of a reap's bitmap, and objects that its cache holds.</summary>
    public required int WordBits { get; init; }

    /// <summary>Header of a reap, in front of its bitmap.</summary>
    public required ulong ReapHeaderBytes { get; init; }

    /// <summary>Header in front of an object of the common heap; also the two list links in a free one.</summary>
    public required ulong ObjectHeaderBytes { get; init; }

    /// <summary>Entry of a cluster in its partition's map.</summary>
    public required ulong ClusterEntryBytes { get; init; }

    /// <summary>Record of a mapping.</summary>
    public required ulong MappingNodeBytes { get; init; }

    /// <summary>Smallest object; a smaller request is raised to it.</summary>
    public required ulong LeastObject { get; init; }

    /// <summary>Requests above are refused.</summary>
    public required ulong LargestRequest { get; init; }

    /// <summary>Largest object of the common heap: a chunk without two headers at its start and two at its end.</summary>
    public ulong LargestCommon => VamHeap.PartitionBytes - (4 * ObjectHeaderBytes);

    /// <summary>A rest of at least so many bytes is split off: a header, and room for two links.</summary>
    public ulong LeastRest => 2 * ObjectHeaderBytes;
}
