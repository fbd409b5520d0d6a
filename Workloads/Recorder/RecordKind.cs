namespace AllocSim.Workloads.Recorder;

/// <summary>Kinds of records in a recording, as allocsim_recorder.c numbers them.</summary>
internal enum RecordKind : byte
{
    /// <summary>The end of what was written.</summary>
    None,

    /// <summary>malloc: address, size.</summary>
    Malloc,

    /// <summary>calloc: address, size, count.</summary>
    Calloc,

    /// <summary>posix_memalign and its older kin: address, size, alignment.</summary>
    Memalign,

    /// <summary>aligned_alloc: address, size, alignment.</summary>
    AlignedAlloc,

    /// <summary>free: address.</summary>
    Free,

    /// <summary>realloc begins: old address.</summary>
    ReallocBegin,

    /// <summary>realloc ends: new address, size.</summary>
    ReallocEnd,

    /// <summary>The thread ends.</summary>
    Exit,

    /// <summary>mallocx: address, size, flags.</summary>
    Mallocx,

    /// <summary>rallocx begins: old address.</summary>
    RallocxBegin,

    /// <summary>rallocx ends: new address, size, flags.</summary>
    RallocxEnd,

    /// <summary>xallocx: address, size, extra, flags.</summary>
    Xallocx,

    /// <summary>sallocx: address, flags.</summary>
    Sallocx,

    /// <summary>dallocx: address, flags.</summary>
    Dallocx,

    /// <summary>sdallocx: address, size, flags.</summary>
    Sdallocx,

    /// <summary>nallocx: size, flags.</summary>
    Nallocx,

    /// <summary>Resident bytes of the process.</summary>
    Resident,

    /// <summary>malloc in one word: address, and the size in its upper 16 bits.</summary>
    MallocSmall,

    /// <summary>Up to four frames of a call stack, innermost first; 0 where there are no more.</summary>
    Frames,

    /// <summary>Hash of the call stack of the thread's next call; its frames come before it where they are new.</summary>
    Stack,
}
