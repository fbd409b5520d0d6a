using AllocSim.Allocator.Jemalloc.Background;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>The background threads, for whoever runs the trace.</content>
public sealed partial class JemallocHeap
{
    /// <summary>Whether there are background threads.</summary>
    public bool HasBackgroundThreads => _arenas.Background.HasThreads;

    /// <summary>When the next of them wants to run, nanoseconds on the machine's clock; <see cref="long.MaxValue"/> when none does.</summary>
    public long NextWakeNs => _arenas.Background.Next?.WakeNs ?? BackgroundThread.Never;

    /// <summary>The number of that thread; -1 when none wants to.</summary>
    public int NextBackgroundThread => _arenas.Background.Next?.Index ?? -1;

    /// <summary>Runs that thread until it sleeps or ends; does nothing when none wants to.</summary>
    public void RunNextBackgroundThread()
    {
        if (_arenas.Background.Next is { } next)
        {
            _rtree.Looked = null;
            _arenas.Background.Run(next);
        }
    }
}
