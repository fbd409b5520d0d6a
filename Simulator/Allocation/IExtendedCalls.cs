namespace AllocSim.Simulator.Allocation;

/// <summary>The calls of the x-family: mallocx, rallocx and so on. A replay refuses a trace that uses them with an allocator that lacks them.</summary>
public interface IExtendedCalls
{
    /// <summary>mallocx.</summary>
    ulong Mallocx(int thread, ulong size, int flags);

    /// <summary>rallocx; 0 leaves the old object as it was.</summary>
    ulong Rallocx(int thread, ulong address, ulong size, int flags);

    /// <summary>xallocx: the usable size after trying to resize in place.</summary>
    ulong Xallocx(int thread, ulong address, ulong size, ulong extra, int flags);

    /// <summary>sallocx: usable size.</summary>
    ulong Sallocx(int thread, ulong address, int flags);

    /// <summary>dallocx.</summary>
    void Dallocx(int thread, ulong address, int flags);

    /// <summary>sdallocx.</summary>
    void Sdallocx(int thread, ulong address, ulong size, int flags);

    /// <summary>nallocx: the usable size of a request, 0 when it exceeds what can be asked for.</summary>
    ulong Nallocx(int thread, ulong size, int flags);
}
