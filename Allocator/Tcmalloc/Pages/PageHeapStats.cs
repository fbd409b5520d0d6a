namespace AllocSim.Allocator.Tcmalloc.Pages;

/// <summary>What the page heap counts. (PageHeap::Stats)</summary>
internal struct PageHeapStats
{
    /// <summary>Bytes taken from the system for objects.</summary>
    public ulong SystemBytes;

    /// <summary>Bytes in free spans that were not given back.</summary>
    public ulong FreeBytes;

    /// <summary>Bytes in free spans that were given back.</summary>
    public ulong UnmappedBytes;

    /// <summary>Bytes that were not given back.</summary>
    public ulong CommittedBytes;

    /// <summary>How often memory was released because enough had been freed.</summary>
    public ulong ScavengeCount;

    /// <summary>Times that memory was taken into use: with the heap's growth, or again after it was given back.</summary>
    public ulong CommitCount;

    /// <summary>Bytes of those.</summary>
    public ulong TotalCommitBytes;

    /// <summary>Times that memory was to be given back, without success too.</summary>
    public ulong DecommitCount;

    /// <summary>Bytes given back.</summary>
    public ulong TotalDecommitBytes;

    /// <summary>Times that the heap grew.</summary>
    public ulong ReserveCount;

    /// <summary>By how many bytes.</summary>
    public ulong TotalReserveBytes;
}
