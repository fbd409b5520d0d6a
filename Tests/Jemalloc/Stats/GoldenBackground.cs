using AllocSim.Allocator.Jemalloc.Background;
using AllocSim.Allocator.Jemalloc.Ctl.Targets;
using AllocSim.Simulator.Locks;

namespace AllocSim.Tests.Jemalloc.Stats;

/// <summary>Background threads that are off.</summary>
internal sealed class GoldenBackground : ICtlBackground
{
    public SimMutex Mutex { get; } = new("background_thread");

    public bool IsEnabled => false;

    public ulong Max => 4;

    public ulong Limit => 4;

    public void Switch(int thread, bool enable) => throw new NotSupportedException();

    public void SetMax(int thread, ulong max) => throw new NotSupportedException();

    public void Create(int thread, int arena) => throw new NotSupportedException();

    public void SetPaused(int thread, int arena, bool isPaused) => throw new NotSupportedException();

    public BackgroundThreadStats ReadStats(int thread)
    {
        Mutex.Acquire(thread);
        Mutex.Release(thread);
        return default;
    }
}
