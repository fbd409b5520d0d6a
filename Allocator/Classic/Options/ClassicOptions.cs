namespace AllocSim.Allocator.Classic.Options;

/// <summary>The options of jemalloc 2.1.3 as built with statistics and fill, under their own names; the values are the library's defaults.</summary>
public sealed record ClassicOptions
{
    /// <summary>Give up on warnings; nothing that is simulated warns. (abort)</summary>
    public bool Abort { get; init; }

    /// <summary>Logarithm of the largest quantum-spaced class. (lg_qspace_max)</summary>
    public int LgQspaceMax { get; init; } = 7;

    /// <summary>Logarithm of the largest cacheline-spaced class. (lg_cspace_max)</summary>
    public int LgCspaceMax { get; init; } = 9;

    /// <summary>Logarithm of the chunk size in bytes. (lg_chunk)</summary>
    public int LgChunk { get; init; } = 22;

    /// <summary>Number of arenas; 0 for four a CPU, or one on a single CPU. (narenas)</summary>
    public ulong Narenas { get; init; }

    /// <summary>Logarithm of how many active pages there are at least for each dirty one; -1 for no purging. (lg_dirty_mult)</summary>
    public int LgDirtyMult { get; init; } = 5;

    /// <summary>Print statistics when the program ends. (stats_print)</summary>
    public bool StatsPrint { get; init; }

    /// <summary>Fill new objects with 0xa5 and freed ones with 0x5a. (junk)</summary>
    public bool Junk { get; init; }

    /// <summary>Fill new objects with zeros. (zero)</summary>
    public bool Zero { get; init; }

    /// <summary>Keep a cache a thread, once the program is known to have threads. (tcache)</summary>
    public bool Tcache { get; init; } = true;

    /// <summary>Logarithm of how many operations on a cache it takes to collect all its classes once; -1 for no collection. (lg_tcache_gc_sweep)</summary>
    public int LgTcacheGcSweep { get; init; } = 13;

    /// <summary>Logarithm of the largest cached size in bytes; -1 for small classes alone. (lg_tcache_max)</summary>
    public int LgTcacheMax { get; init; } = 15;

    /// <summary>How the library comes to the program: no option of the library, but a property of the run. (isthreaded)</summary>
    public ThreadAwareness IsThreaded { get; init; }
}
