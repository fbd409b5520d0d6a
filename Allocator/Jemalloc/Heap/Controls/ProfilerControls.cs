using AllocSim.Allocator.Jemalloc.Ctl.Targets;
using AllocSim.Allocator.Jemalloc.Prof;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Heap.Controls;

/// <summary>The heap profiler as the controls see it.</summary>
internal sealed class ProfilerControls(JemallocHeap heap, HeapProfiler profiler) : ICtlProfiler
{
    public IReadOnlyList<SimMutex> Mutexes => profiler.Mutexes.Reported;

    public ulong LgSample => (ulong)profiler.Sampling.LgSample;

    public ulong IntervalBytes => profiler.IntervalBytes;

    public bool Active(int thread, bool? value) => profiler.Active(heap.Fetch(thread), value);

    public bool ThreadActiveInit(int thread, bool? value) => profiler.ThreadActiveInit(heap.Fetch(thread), value);

    public bool PeakDumps(int thread, bool? value) => profiler.PeakDumps(heap.Fetch(thread), value);

    public bool? ThreadActive(int thread, bool? value)
    {
        if (profiler.TdataOf(heap.Fetch(thread)) is not { } tdata)
        {
            return null;
        }

        bool old = tdata.IsActive;
        tdata.IsActive = value ?? old;
        return old;
    }

    public void Reset(int thread, int lgSample) => profiler.Reset(heap.Fetch(thread), lgSample);

    public bool TryDump(int thread) => profiler.TryDumpOnDemand(heap.Fetch(thread));

    public long RecentMost(int thread, long? value) => profiler.RecentMost(heap.Fetch(thread), value);

    public bool TryStartLog(int thread) => profiler.TryStartLog(heap.Fetch(thread));

    public bool TryStopLog(int thread) => profiler.TryStopLog(heap.Fetch(thread));

    public bool NamesBySystem => profiler.NamesBySystem;

    public ProfSampleSum ReadSamples(int thread, int szind, bool live) => profiler.Stats.Read(heap.Fetch(thread), szind, live);
}
