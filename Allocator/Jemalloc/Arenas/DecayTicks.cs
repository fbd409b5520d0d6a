using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Arenas;

/// <summary>Counts the operations of threads on arenas and says when it is time to look at decay.</summary>
internal abstract class DecayTicks
{
    /// <summary>Operations between two looks.</summary>
    public const int Interval = 1000;

    /// <summary>Counts; true when it is time.</summary>
    public abstract bool Tick(Tsd thread, Arena arena, int count);

    /// <summary>The thread ends.</summary>
    public virtual void Leave(Tsd thread)
    {
    }
}
