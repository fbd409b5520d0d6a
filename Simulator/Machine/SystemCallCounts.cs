namespace AllocSim.Simulator.Machine;

/// <summary>How often each call to the system was made, and over how many bytes.</summary>
public struct SystemCallCounts
{
    /// <summary>mmap calls, failed ones included.</summary>
    public long Mmap;

    /// <summary>mmap calls that failed.</summary>
    public long MmapFailed;

    /// <summary>Bytes that mmap handed out.</summary>
    public ulong MmapBytes;

    /// <summary>munmap calls.</summary>
    public long Munmap;

    /// <summary>Bytes that munmap took back.</summary>
    public ulong MunmapBytes;

    /// <summary>mremap calls, failed ones included.</summary>
    public long Mremap;

    /// <summary>madvise calls of any kind.</summary>
    public long Madvise;

    /// <summary>madvise calls with MADV_DONTNEED.</summary>
    public long MadviseDontNeed;

    /// <summary>Bytes under MADV_DONTNEED.</summary>
    public ulong MadviseDontNeedBytes;

    /// <summary>madvise calls with MADV_FREE.</summary>
    public long MadviseFree;

    /// <summary>Bytes under MADV_FREE.</summary>
    public ulong MadviseFreeBytes;

    /// <summary>mprotect calls.</summary>
    public long Mprotect;

    /// <summary>sbrk calls that moved the break.</summary>
    public long Sbrk;

    /// <summary>All calls together.</summary>
    public readonly long Total => Mmap + Munmap + Mremap + Madvise + Mprotect + Sbrk;
}
