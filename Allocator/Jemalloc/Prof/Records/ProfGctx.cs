using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Prof.Records;

/// <summary>A backtrace that some thread has samples of. (prof_gctx_t)</summary>
internal sealed class ProfGctx
{
    /// <summary>Bytes of the record before its frames.</summary>
    public const ulong HeaderBytes = 120;

    /// <summary>Where it lies.</summary>
    public ulong Address;

    /// <summary>One of the mutexes that all of them share.</summary>
    public SimMutex Mutex = null!;

    /// <summary>Who holds on to it although no thread has samples: creation, destruction, a dump.</summary>
    public int Limbo;

    /// <summary>The backtrace.</summary>
    public Backtrace Backtrace = null!;

    /// <summary>The sums of a dump.</summary>
    public ProfCounts Summed;

    /// <summary>Samples by thread.</summary>
    public List<ProfTctx> Tctxs { get; } = [];
}
