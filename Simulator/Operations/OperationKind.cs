namespace AllocSim.Simulator.Operations;

/// <summary>The call that a traced program made: the malloc family, the x-calls, and marks of the trace.</summary>
public enum OperationKind : byte
{
    /// <summary>malloc(size).</summary>
    Malloc,

    /// <summary>calloc(count, size).</summary>
    Calloc,

    /// <summary>posix_memalign(alignment, size).</summary>
    Memalign,

    /// <summary>aligned_alloc(alignment, size).</summary>
    AlignedAlloc,

    /// <summary>realloc(old, size); the old object is absent where the program passed a null pointer.</summary>
    Realloc,

    /// <summary>free(object).</summary>
    Free,

    /// <summary>mallocx(size, flags).</summary>
    Mallocx,

    /// <summary>rallocx(old, size, flags).</summary>
    Rallocx,

    /// <summary>xallocx(object, size, extra, flags): resize in place.</summary>
    Xallocx,

    /// <summary>sallocx(object, flags): the usable size of an object.</summary>
    Sallocx,

    /// <summary>dallocx(object, flags).</summary>
    Dallocx,

    /// <summary>sdallocx(object, size, flags): free with the size given.</summary>
    Sdallocx,

    /// <summary>nallocx(size, flags): the usable size that a request would get.</summary>
    Nallocx,

    /// <summary>mallctl(name): read, write or run a control.</summary>
    Ctl,

    /// <summary>malloc_stats_print at this point of the trace.</summary>
    Stats,

    /// <summary>The thread ends; its thread-local destructors run here.</summary>
    Exit,
}
