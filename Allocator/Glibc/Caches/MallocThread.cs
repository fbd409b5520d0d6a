using AllocSim.Allocator.Glibc.Arenas;

namespace AllocSim.Allocator.Glibc.Caches;

/// <summary>What the library keeps of a thread.</summary>
internal sealed class MallocThread(int number)
{
    /// <summary>The trace's number of the thread.</summary>
    public int Number => number;

    /// <summary>Its cache; null before its first call, and where there was no memory for it.</summary>
    public ThreadCache? Cache { get; set; }

    /// <summary>Its arena; null before it needed one.</summary>
    public Arena? Arena { get; set; }

    /// <summary>Whether it is ending, and gets no cache any more.</summary>
    public bool IsEnding { get; set; }
}
