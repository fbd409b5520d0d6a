using AllocSim.Allocator.Tcmalloc.Options;

namespace AllocSim.Allocator.Tcmalloc.Sources;

/// <summary>The options that the library reads into variables of its own while it loads.</summary>
/// <remarks>
/// It allocates before it has read them, so at first all of them are zero whatever the environment says: the first memory always comes from the break, is never released, has no limit.
/// </remarks>
internal sealed class TcmallocFlags
{
    /// <summary>Pages released for 1000 freed ones; next to nothing or less: none. (FLAGS_tcmalloc_release_rate)</summary>
    public double ReleaseRate { get; private set; }

    /// <summary>Most MiB of memory that is not given back; 0 for no limit. (FLAGS_tcmalloc_heap_limit_mb)</summary>
    public long HeapLimitMb { get; private set; }

    /// <summary>Takes nothing from the break. (FLAGS_malloc_skip_sbrk)</summary>
    public bool SkipSbrk { get; private set; }

    /// <summary>Takes no mappings. (FLAGS_malloc_skip_mmap)</summary>
    public bool SkipMmap { get; private set; }

    /// <summary>Gives no memory back. (FLAGS_malloc_disable_memory_release; FLAGS_malloc_devmem_start forbids it as well)</summary>
    public bool KeepMemory { get; private set; }

    /// <summary>Reads the environment.</summary>
    public void Read(TcmallocOptions options)
    {
        ReleaseRate = options.ReleaseRate;
        HeapLimitMb = options.HeapLimitMb;
        SkipSbrk = options.SkipSbrk;
        SkipMmap = options.SkipMmap;
        KeepMemory = options.DisableMemoryRelease || options.DevmemStart != 0;
    }
}
