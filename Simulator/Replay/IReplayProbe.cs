using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Replay;

/// <summary>Watches a replay. Implemented by structs, so that what is not watched costs nothing; put several together with <see cref="ProbeList"/>.</summary>
/// <remarks>A probe must not change the allocator. The index counts the trace's operations from 0.</remarks>
public interface IReplayProbe
{
    /// <summary>Whether the probe reads requested sizes or the totals of the <see cref="ObjectTable"/>; a replay that nobody watches keeps addresses only.</summary>
    static virtual bool NeedsSizes => true;

    /// <summary>An operation is about to run; the machine's clock already shows its time.</summary>
    void Before(long index, in Operation operation);

    /// <summary>A background thread of the allocator is about to run; the machine's clock already shows its time.</summary>
    /// <param name="index">Index of the operation that follows.</param>
    /// <param name="timeNs">The time on the trace's clock.</param>
    void Waking(long index, long timeNs)
    {
    }

    /// <summary>A call that makes an object returned; address 0 means that it failed. A realloc is <see cref="Gone"/> and this.</summary>
    void Made(long index, in Operation operation, ulong address, ulong size);

    /// <summary>An object left the program's hands: it was freed, or given up by a realloc. Address 0 when it had never been made.</summary>
    void Gone(long index, in Operation operation, ulong address, ulong size);

    /// <summary>An xallocx changed what the program may use of an object; <see cref="Sized"/> follows.</summary>
    void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize);

    /// <summary>A call that answers with a size returned (xallocx, sallocx, nallocx).</summary>
    void Sized(long index, in Operation operation, ulong size);

    /// <summary>A mallctl returned.</summary>
    void Controlled(long index, in Operation operation, int error, ulong value);
}
