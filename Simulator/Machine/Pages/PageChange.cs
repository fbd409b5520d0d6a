namespace AllocSim.Simulator.Machine.Pages;

/// <summary>What can happen to a page.</summary>
internal enum PageChange
{
    /// <summary>munmap.</summary>
    Unmap,

    /// <summary>mmap with PROT_NONE.</summary>
    MapNoAccess,

    /// <summary>mmap with access.</summary>
    Map,

    /// <summary>A write.</summary>
    Touch,

    /// <summary>A read.</summary>
    Read,

    /// <summary>mprotect to PROT_NONE.</summary>
    TakeAccess,

    /// <summary>mprotect to anything else.</summary>
    GiveAccess,

    /// <summary>MADV_DONTNEED.</summary>
    DontNeed,

    /// <summary>MADV_FREE.</summary>
    Free,

    /// <summary>MADV_HUGEPAGE.</summary>
    WantHuge,

    /// <summary>MADV_NOHUGEPAGE.</summary>
    RefuseHuge,

    /// <summary>The first write to a huge page.</summary>
    BackHuge,

    /// <summary>The first read in a huge page, before any write.</summary>
    ReadHuge,

    /// <summary>A part of the huge page changes, so it becomes ordinary pages.</summary>
    SplitHuge,

    /// <summary>All of the piece around the page, as long as a huge page, was dropped at once.</summary>
    DropTable,
}
