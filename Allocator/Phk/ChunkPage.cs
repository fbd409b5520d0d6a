namespace AllocSim.Allocator.Phk;

/// <summary>A page that is cut into chunks of one size. (struct pginfo) Its bits are kept apart.</summary>
internal struct ChunkPage
{
    /// <summary>The page.</summary>
    public ulong Page;

    /// <summary>Where its record lies: in the page itself, or in a chunk elsewhere.</summary>
    public ulong Record;

    /// <summary>What the next page in the list of its size holds as a slot; 0 at the end.</summary>
    public int Next;

    /// <summary>Chunks that are free.</summary>
    public int Free;

    /// <summary>Chunks that can be handed out; those that the record takes do not count.</summary>
    public int Total;

    /// <summary>Base-2 logarithm of the chunks' size.</summary>
    public int Shift;
}
