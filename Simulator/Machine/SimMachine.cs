namespace AllocSim.Simulator.Machine;

/// <summary>The simulated machine below an allocator: address space, page layer, clock and CPUs. Every call to the system goes through here.</summary>
public sealed class SimMachine
{
    /// <summary>Nanoseconds now, on the machine's monotonic clock; starts at 1000 s so that no allocator takes 0 for "never set".</summary>
    public long NowNs { get; set; }

    /// <summary>Number of CPUs that the machine shows.</summary>
    public int CpuCount { get; init; } = 2;

    /// <summary>Bytes in a page: 4096, 16384 or 65536.</summary>
    public int PageSize { get; init; } = 4096;

    /// <summary>mmap of anonymous private memory.</summary>
    /// <param name="hint">Where the caller would like it, or 0.</param>
    /// <param name="bytes">Length; rounded up to pages.</param>
    /// <param name="protection">PROT bits as Linux numbers them (0 none, 3 read and write).</param>
    /// <param name="isFixed">MAP_FIXED: replaces what is there.</param>
    /// <returns>The address, or 0 when the address space or a limit forbids it (MAP_FAILED).</returns>
    public ulong Mmap(ulong hint, ulong bytes, int protection, bool isFixed = false) => throw new NotImplementedException();

    /// <summary>munmap.</summary>
    public void Munmap(ulong address, ulong bytes) => throw new NotImplementedException();

    /// <summary>madvise; advice as Linux numbers it (4 DONTNEED, 8 FREE, 14 HUGEPAGE, 15 NOHUGEPAGE, 16 DONTDUMP, 17 DODUMP).</summary>
    /// <returns>True for success.</returns>
    public bool Madvise(ulong address, ulong bytes, int advice) => throw new NotImplementedException();

    /// <summary>mprotect.</summary>
    public void Mprotect(ulong address, ulong bytes, int protection) => throw new NotImplementedException();

    /// <summary>sbrk: moves the program break.</summary>
    /// <returns>The break before the move, or <see cref="ulong.MaxValue"/> when it cannot move.</returns>
    public ulong Sbrk(long increment) => throw new NotImplementedException();

    /// <summary>sched_getcpu for a thread: thread number modulo CPUs in the serial mode.</summary>
    public int CpuOf(int thread) => thread % CpuCount;

    /// <summary>The pages of [address, address + bytes) are written: each becomes resident.</summary>
    public void Touch(ulong address, ulong bytes) => throw new NotImplementedException();
}
