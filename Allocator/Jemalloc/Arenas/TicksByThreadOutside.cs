using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Arenas;

/// <summary>As <see cref="TicksByThread"/>; but while the allocator calls itself, looking at decay is put off. From 5.3.1 on.</summary>
internal sealed class TicksByThreadOutside : DecayTicks
{
    /// <inheritdoc/>
    public override bool Tick(Tsd thread, Arena arena, int count)
    {
        if (thread.ReentrancyLevel > 0)
        {
            thread.DecayTicker.Hold(count);
            return false;
        }

        return thread.DecayTicker.Tick(ref thread.PrngState, count);
    }
}
