using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Pages;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>A thread that began with a free and is set up in full inside an extent hook of the program's own.</content>
public sealed partial class JemallocHeap
{
    // Inside a hook a thread counts as one that the allocator called: its cache comes from arena 0 and belongs to it, and the thread is bound to no arena yet. (tsd_fetch_slow, ehooks_pre_reentrancy)
    private void CompleteInHook(Tsd state)
    {
        Pac first = _arenas[0].Pages.Pac;
        SimMutex[] held = [.. new[] { first.Dirty.Mutex, first.Muzzy.Mutex, first.Retained.Mutex, first.GrowMutex }.Where(mutex => mutex is { IsHeld: true, Recorder: null })];
        foreach (SimMutex mutex in held)
        {
            mutex.Recorder = new WaitForItself(_machine);
        }

        InitNominal(state);
        foreach (SimMutex mutex in held)
        {
            mutex.Recorder = null;
        }

        state.ReentrancyLevel--;
        UpdatePhase(state);
    }
}
