using AllocSim.Allocator.Jemalloc.Background;
using AllocSim.Allocator.Jemalloc.Ctl.Targets;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Heap.Controls;

/// <summary>The background threads as the controls see them.</summary>
internal sealed class BackgroundControls(JemallocHeap heap) : ICtlBackground
{
    public SimMutex Mutex => Threads.Mutex;

    public bool IsEnabled => Threads.IsEnabled;

    public ulong Max => Threads.Max;

    public ulong Limit => Threads.Limit;

    private BackgroundThreads Threads => heap.Arenas.Background;

    public void Switch(int thread, bool enable) => Threads.Switch(heap.Fetch(thread), enable);

    public void SetMax(int thread, ulong max) => Threads.SetMax(heap.Fetch(thread), max);

    public void Create(int thread, int arena) => Threads.Create(heap.Fetch(thread), arena);

    public void SetPaused(int thread, int arena, bool isPaused) => Threads.SetPaused(heap.Fetch(thread), arena, isPaused);

    public BackgroundThreadStats ReadStats(int thread) => Threads.ReadStats(heap.Fetch(thread));
}
