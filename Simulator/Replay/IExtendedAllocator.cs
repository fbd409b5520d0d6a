using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Replay;

/// <summary>The calls that only jemalloc has: the x-family and mallctl. A replay refuses a trace that uses them with an allocator that lacks them.</summary>
public interface IExtendedAllocator
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

    /// <summary>mallctl by name.</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="name">Period-separated name.</param>
    /// <param name="mode">Width and direction of the value.</param>
    /// <param name="value">The value written, or where the value read is put.</param>
    /// <returns>0 or the errno value that mallctl returns.</returns>
    /// <exception cref="NotSupportedException">The call asks for something that is not modelled; the message names it.</exception>
    int Ctl(int thread, string name, CtlMode mode, ref ulong value);

    /// <summary>malloc_stats_print.</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="output">Where it prints.</param>
    /// <param name="options">Its letters: J for JSON, without it text; the others leave sections out.</param>
    void WriteStats(int thread, TextWriter output, string options);
}
