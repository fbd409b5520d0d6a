namespace AllocSim.Simulator.Machine.Pages;

/// <summary>What is true of one page of the simulated address space.</summary>
public enum PageState : byte
{
    /// <summary>Nothing is mapped there.</summary>
    Unmapped = 0,

    /// <summary>Mapped without access (PROT_NONE): address space only.</summary>
    Reserved = 1,

    /// <summary>Mapped with access, not accessed yet.</summary>
    Untouched = 2,

    /// <summary>Memory is behind it.</summary>
    Resident = 3,

    /// <summary>Memory is behind it, but the kernel may take it at any time (MADV_FREE). The next touch makes it resident.</summary>
    LazilyFreed = 4,

    /// <summary>Only read so far: shows the kernel's shared zero page, holds no memory of its own and counts nowhere. The next write makes it resident.</summary>
    Zero = 5,
}
