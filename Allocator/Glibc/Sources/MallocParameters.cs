namespace AllocSim.Allocator.Glibc.Sources;

/// <summary>What all arenas share: parameters, some of which move as the program runs. (mp_)</summary>
internal sealed class MallocParameters
{
    /// <summary>Largest request size that fast bins can be set to take.</summary>
    public const ulong FastBytesMax = 160;

    /// <summary>Largest request size that a thread's cache can be set to take.</summary>
    public const ulong CacheBytesMax = 1032;

    /// <summary>Most objects that a class of a thread's cache can be set to hold.</summary>
    public const ulong CacheCountMax = ushort.MaxValue;

    /// <summary>Up to here freed mappings move the thresholds.</summary>
    public const ulong DynamicThresholdMax = 32UL << 20;

    /// <summary>A top of this size and more is given back to the system. (trim_threshold)</summary>
    public ulong TrimThreshold { get; set; } = 128 << 10;

    /// <summary>Bytes asked of the system beyond what is needed, and kept when the top is trimmed. (top_pad)</summary>
    public ulong TopPad { get; set; } = 128 << 10;

    /// <summary>Chunks from here on get a mapping of their own. (mmap_threshold)</summary>
    public ulong MmapThreshold { get; set; } = 128 << 10;

    /// <summary>Whether the thresholds stay as they are. (no_dyn_threshold)</summary>
    public bool HasFixedThresholds { get; set; }

    /// <summary>Most mappings of that kind at once. (mmap_max)</summary>
    public int MmapCountMax { get; set; } = 65536;

    /// <summary>Arenas that exist before CPUs are counted. (arena_test)</summary>
    public ulong ArenaTest { get; set; } = 8;

    /// <summary>Most arenas; 0: by the number of CPUs. (arena_max)</summary>
    public ulong ArenaMax { get; set; }

    /// <summary>Chunks up to this size go to fast bins.</summary>
    public ulong FastChunkBytesMax { get; set; } = 128;

    /// <summary>Classes of a thread's cache in use.</summary>
    public int CacheClassCount { get; set; } = Chunks.Chunk.CacheClassCount;

    /// <summary>Most objects in a class of a thread's cache. (tcache_count)</summary>
    public int CacheCount { get; set; } = 7;

    /// <summary>Unsorted chunks that a call which fills its cache may sort; 0 for no limit. (tcache_unsorted_limit)</summary>
    public ulong CacheUnsortedLimit { get; set; }

    /// <summary>New and freed objects are filled with this byte; 0 for no filling. (perturb)</summary>
    public int PerturbByte { get; set; }

    /// <summary>Bytes of a transparent huge page where the library asks for such; else 0. (hugetlb=1)</summary>
    public ulong TransparentHugePageBytes { get; set; }

    /// <summary>Bytes of a page of the pool of huge pages where the library maps from there; else 0. (hugetlb=2 and more)</summary>
    public ulong PoolPageBytes { get; set; }

    /// <summary>Sets the largest request size of fast bins. (M_MXFAST)</summary>
    public void SetFastBytes(ulong request) => FastChunkBytesMax = request <= 7 ? 16 : (request + 8) & ~15UL;

    /// <summary>Sets the largest request size of a thread's cache. (tcache_max)</summary>
    public void SetCacheBytes(ulong request) => CacheClassCount = (int)Chunks.Chunk.CacheClassOf(Chunks.Chunk.SizeFor(request)) + 1;

    /// <summary>mallopt.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <param name="value">Its value, which becomes a number without sign where that is what the parameter is.</param>
    /// <returns>False where the library refuses the value.</returns>
    /// <exception cref="NotSupportedException">There is no such parameter.</exception>
    public bool TrySet(string name, int value)
    {
        ulong wide = unchecked((ulong)(long)value);
        switch (name)
        {
            case "M_MXFAST":
                if (wide > FastBytesMax)
                {
                    return false;
                }

                SetFastBytes(wide);
                break;
            case "M_TRIM_THRESHOLD":
                TrimThreshold = wide;
                HasFixedThresholds = true;
                break;
            case "M_TOP_PAD":
                TopPad = wide;
                HasFixedThresholds = true;
                break;
            case "M_MMAP_THRESHOLD":
                MmapThreshold = wide;
                HasFixedThresholds = true;
                break;
            case "M_MMAP_MAX":
                MmapCountMax = value;
                HasFixedThresholds = true;
                break;
            case "M_PERTURB":
                PerturbByte = value;
                break;
            case "M_ARENA_TEST":
                ArenaTest = value > 0 ? wide : ArenaTest;
                break;
            case "M_ARENA_MAX":
                ArenaMax = value > 0 ? wide : ArenaMax;
                break;
            case "M_CHECK_ACTION":
                break;
            default:
                throw new NotSupportedException($"mallopt has no parameter {name}; it has M_ARENA_MAX, M_ARENA_TEST, M_MMAP_MAX, M_MMAP_THRESHOLD, M_MXFAST, M_PERTURB, M_TOP_PAD and M_TRIM_THRESHOLD");
        }

        return true;
    }
}
