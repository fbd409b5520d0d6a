using AllocSim.Allocator.Jemalloc.Locks;

namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <summary>What the statistics of a version print, and how they come by it.</summary>
internal sealed record StatsLayout
{
    /// <summary>Build settings, those before malloc_conf and those behind it.</summary>
    public required (string[] Before, string[] Behind) Config { get; init; }

    /// <summary>Options in order.</summary>
    public required StatsOption[] Options { get; init; }

    /// <summary>Whether the heap profiler is compiled in: then it has a section of its own.</summary>
    public bool HasProfiler { get; init; }

    /// <summary>Whether calls of realloc to size 0 are counted.</summary>
    public bool HasZeroReallocs { get; init; }

    /// <summary>Mutexes of the whole allocator.</summary>
    public required GlobalMutex[] GlobalMutexes { get; init; }

    /// <summary>Mutexes of an arena.</summary>
    public required ArenaMutex[] ArenaMutexes { get; init; }

    /// <summary>Bytes of an arena.</summary>
    public required string[] Memory { get; init; }

    /// <summary>Counts of small and of large objects.</summary>
    public string[] Counts { get; init; } = ["allocated", "nmalloc", "ndalloc", "nrequests", "nfills", "nflushes"];

    /// <summary>Counts of a bin.</summary>
    public string[] Bins { get; init; } = ["nmalloc", "ndalloc", "curregs", "nrequests", "nfills", "nflushes", "nreslabs", "curslabs", "nonfull_slabs"];

    /// <summary>What is told of a small class.</summary>
    public string[] BinInfo { get; init; } = ["size", "nregs", "slab_size", "nshards"];

    /// <summary>Whether there are sections on unused extents.</summary>
    public bool HasExtents { get; init; } = true;

    /// <summary>Whether counters come with rates per second. The library then mixes up the two in the JSON of mutexes.</summary>
    public bool HasRates { get; init; } = true;

    /// <summary>Whether the rates get mixed up with the counters in the JSON of mutexes.</summary>
    public bool MixesRates { get; init; } = true;

    /// <summary>Whether it tells where options came from, what the system does about huge pages and how large they are.</summary>
    public bool TellsSources { get; init; }

    /// <summary>Whether it has parts of the metadata, names of arenas, and sums of the huge page allocator.</summary>
    public bool HasParts { get; init; }

    /// <summary>Width of the counts of a bin, and of its requests, in the text, characters.</summary>
    public (int Count, int Requests) BinWidths { get; init; } = (13, 13);

    /// <summary>Columns of the text, by title, that the version has not.</summary>
    public string[] WithoutColumns { get; init; } = [];

    /// <summary>Width of the labels and of the counts of an arena in the text, characters.</summary>
    public (int Label, int Count) Widths { get; init; } = (21, 16);

    /// <summary>Whether in JSON each item has a line of its own.</summary>
    public bool IsIndented { get; init; }

    /// <summary>Whether there are sections on huge pages.</summary>
    public bool HasHuge { get; init; }

    /// <summary>Whether each value is found by its whole name; otherwise lists are found once. Either way takes its locks.</summary>
    public bool ReadsByName { get; init; }

    /// <summary>Bytes of the buffer that is allocated while they are printed; 0 for none.</summary>
    public ulong BufferBytes { get; init; }

    /// <summary>The line that stands for rows without anything in them, in the text.</summary>
    public required string Gap { get; init; }

    /// <summary>Whether the text leaves out bins without anything in them.</summary>
    public bool SkipsEmptyBins { get; init; }

    /// <summary>Width of the rates of requests to arenas in the text, characters.</summary>
    public int RateWidth { get; init; } = 10;
}
