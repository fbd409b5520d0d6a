namespace AllocSim.Allocator.Tcmalloc.Pages;

/// <summary>A run of pages. (Span)</summary>
internal struct PageSpan
{
    /// <summary>Bytes of its record.</summary>
    public const int RecordBytes = 48;

    /// <summary>Number of its first page.</summary>
    public ulong Start;

    /// <summary>Pages.</summary>
    public ulong Length;

    /// <summary>The next span of the list that it is on.</summary>
    public int Next;

    /// <summary>The span before it in that list.</summary>
    public int Previous;

    /// <summary>Its node in the set of large spans.</summary>
    public int Node;

    /// <summary>Objects that its central list has handed out. (refcount)</summary>
    public int Used;

    /// <summary>Objects that were never handed out lie behind so many others: the end of its list of free objects, in order of address.</summary>
    public int Fresh;

    /// <summary>Objects that were handed out and came back: the beginning of that list, the last one first.</summary>
    public int Back;

    /// <summary>Where those are kept.</summary>
    public int BackBlock;

    /// <summary>Class of its objects; 0 for a large object, and while it is free.</summary>
    public byte SizeClass;

    /// <summary>Where it is.</summary>
    public SpanLocation Location;
}
