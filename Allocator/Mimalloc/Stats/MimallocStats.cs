namespace AllocSim.Allocator.Mimalloc.Stats;

/// <summary>The counters of one thread, or those of the process. The library as built counts these; others that it prints stay 0.</summary>
/// <remarks>mimalloc 2.0.9, `include/mimalloc-types.h` mi_stats_t with MI_STAT 0.</remarks>
internal sealed class MimallocStats
{
    /// <summary>Segments owned.</summary>
    public StatCount Segments;

    /// <summary>Pages; only their going is counted.</summary>
    public StatCount Pages;

    /// <summary>Bytes of address space.</summary>
    public StatCount Reserved;

    /// <summary>Bytes with access.</summary>
    public StatCount Committed;

    /// <summary>Bytes given up lazily.</summary>
    public StatCount Reset;

    /// <summary>Bytes of segment headers and, where they go, of pages.</summary>
    public StatCount PageCommitted;

    /// <summary>Segments left behind by their threads.</summary>
    public StatCount SegmentsAbandoned;

    /// <summary>Pages left behind by their threads.</summary>
    public StatCount PagesAbandoned;

    /// <summary>Threads, the main one excepted.</summary>
    public StatCount Threads;

    /// <summary>How often memory was given access.</summary>
    public long CommitCalls;

    /// <summary>Adds a thread's counters, which start again from 0.</summary>
    public void MergeFrom(MimallocStats other)
    {
        Segments.Add(other.Segments);
        Pages.Add(other.Pages);
        Reserved.Add(other.Reserved);
        Committed.Add(other.Committed);
        Reset.Add(other.Reset);
        PageCommitted.Add(other.PageCommitted);
        SegmentsAbandoned.Add(other.SegmentsAbandoned);
        PagesAbandoned.Add(other.PagesAbandoned);
        Threads.Add(other.Threads);
        CommitCalls += other.CommitCalls;
        other.Clear();
    }

    private void Clear()
    {
        Segments = default;
        Pages = default;
        Reserved = default;
        Committed = default;
        Reset = default;
        PageCommitted = default;
        SegmentsAbandoned = default;
        PagesAbandoned = default;
        Threads = default;
        CommitCalls = 0;
    }
}
