namespace AllocSim.Allocator.Jemalloc.Options;

/// <content>The huge page allocator. Source: jemalloc 5.3.0, `include/jemalloc/internal/hpa_opts.h`, `sec_opts.h`.</content>
public sealed partial record JemallocOptions
{
    /// <summary>Bytes in a huge page.</summary>
    public const ulong HugePage = 2 << 20;

    /// <summary>hpa: serve page requests from huge pages. Default false.</summary>
    public bool Hpa { get; init; }

    /// <summary>hpa_slab_max_alloc: largest request served, bytes. One page to one huge page, default 64 KiB.</summary>
    public ulong HpaSlabMaxAlloc { get; init; } = 64 << 10;

    /// <summary>hpa_hugification_threshold, hpa_hugification_threshold_ratio: active bytes from which a range is made huge. One page to one huge page, default 95 %.</summary>
    public ulong HpaHugificationThreshold { get; init; } = HugePage * 95 / 100;

    /// <summary>hpa_hugify_delay_ms: milliseconds between the decision to make a range huge and doing it. Default 10000.</summary>
    public ulong HpaHugifyDelayMs { get; init; } = 10_000;

    /// <summary>hpa_min_purge_interval_ms: least milliseconds between two purges. Default 5000.</summary>
    public ulong HpaMinPurgeIntervalMs { get; init; } = 5_000;

    /// <summary>hpa_hugify_sync: make ranges huge at once instead of leaving it to the system. 5.3.1 only; a default build cannot, and goes on without. Default false.</summary>
    public bool HpaHugifySync { get; init; }

    /// <summary>hpa_hugify_style: when ranges are made huge. 5.3.1 only. Default lazy.</summary>
    public HugifyStyle HpaHugifyStyle { get; init; } = HugifyStyle.Lazy;

    /// <summary>experimental_hpa_max_purge_nhp: most huge pages purged at a time; -1 for any number. 5.3.1 only. Default -1.</summary>
    public long ExperimentalHpaMaxPurgeNhp { get; init; } = -1;

    /// <summary>hpa_purge_threshold, hpa_purge_threshold_ratio: dirty bytes from which a range is purged. One page to one huge page, 5.3.1 only. Default one page.</summary>
    public ulong HpaPurgeThreshold { get; init; } = 4096;

    /// <summary>hpa_min_purge_delay_ms: milliseconds that a range has to have been purgeable. 5.3.1 only. Default 0.</summary>
    public ulong HpaMinPurgeDelayMs { get; init; }

    /// <summary>experimental_hpa_start_huge_if_thp_always: ranges begin huge where the system makes everything huge. 5.3.1 only. Default true.</summary>
    public bool ExperimentalHpaStartHugeIfThpAlways { get; init; } = true;

    /// <summary>experimental_hpa_enforce_hugify: ask for huge pages also where the system gives them unasked. 5.3.1 only. Default false.</summary>
    public bool ExperimentalHpaEnforceHugify { get; init; }

    /// <summary>hpa_dirty_mult: dirty pages allowed for each active one; null (-1) for any number. Default 0.25.</summary>
    public FixedPoint? HpaDirtyMult { get; init; } = new FixedPoint((25 << 16) / 100);

    /// <summary>hpa_sec_nshards: shards of the small extent cache; 0 for none. Default 4.</summary>
    public ulong HpaSecNshards { get; init; } = 4;

    /// <summary>hpa_sec_max_alloc: largest extent in that cache, bytes. From one page, default 32 KiB.</summary>
    public ulong HpaSecMaxAlloc { get; init; } = 32 << 10;

    /// <summary>hpa_sec_max_bytes: most bytes in a shard of it. From one page, default 256 KiB.</summary>
    public ulong HpaSecMaxBytes { get; init; } = 256 << 10;

    /// <summary>hpa_sec_bytes_after_flush: bytes that a flush leaves. From one page, default 128 KiB.</summary>
    public ulong HpaSecBytesAfterFlush { get; init; } = 128 << 10;

    /// <summary>hpa_sec_batch_fill_extra: extents fetched beyond the one needed. 0 to 512, default 0.</summary>
    public ulong HpaSecBatchFillExtra { get; init; }
}
