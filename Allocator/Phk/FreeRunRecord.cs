namespace AllocSim.Allocator.Phk;

/// <summary>A run of free pages. (struct pgfree)</summary>
internal struct FreeRunRecord
{
    /// <summary>The run behind it, by number; -1 for none.</summary>
    public int Next;

    /// <summary>The run before it, by number; -1 for none.</summary>
    public int Previous;

    /// <summary>First address.</summary>
    public ulong Page;

    /// <summary>First address behind it.</summary>
    public ulong End;

    /// <summary>Length in bytes. The library keeps it beside the two addresses, so both are kept here.</summary>
    public ulong Size;

    /// <summary>Where the record itself lies: a chunk of the heap.</summary>
    public ulong Address;
}
