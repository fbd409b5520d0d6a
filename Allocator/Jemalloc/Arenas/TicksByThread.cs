using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Arenas;

/// <summary>A thread counts for all arenas together, at random intervals. From 5.3 on.</summary>
internal sealed class TicksByThread : DecayTicks
{
    /// <inheritdoc/>
    public override bool Tick(Tsd thread, Arena arena, int count) => thread.DecayTicker.Tick(ref thread.PrngState, count);
}
