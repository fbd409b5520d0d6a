namespace AllocSim.Simulator.Allocation;

/// <summary>Which of the measures of <see cref="HeapTotals"/> an allocator fills in. Tables leave the others empty, and the terminal says "-" with the reason.</summary>
[Flags]
public enum HeapMeasures
{
    /// <summary>None: all that is known comes from outside, by requested and usable sizes and the pages of the machine.</summary>
    None = 0,

    /// <summary><see cref="HeapTotals.AllocatedBytes"/>.</summary>
    Allocated = 1,

    /// <summary><see cref="HeapTotals.ActiveBytes"/>.</summary>
    Active = 2,

    /// <summary><see cref="HeapTotals.MetadataBytes"/>.</summary>
    Metadata = 4,

    /// <summary><see cref="HeapTotals.ResidentBytes"/>.</summary>
    Resident = 8,

    /// <summary><see cref="HeapTotals.MappedBytes"/>.</summary>
    Mapped = 16,

    /// <summary><see cref="HeapTotals.RetainedBytes"/>.</summary>
    Retained = 32,

    /// <summary>All of them.</summary>
    All = Allocated | Active | Metadata | Resident | Mapped | Retained,
}
