using System.Runtime.CompilerServices;
using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Prof;

namespace AllocSim.Allocator.Jemalloc.Threads;

/// <summary>Things that are due each time a thread has allocated, or freed, so many bytes.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/thread_event.c`.</remarks>
internal sealed class ThreadEvents(ulong gcIncrementBytes, ulong lookupMax, TcacheCollector collector, HeapProfiler? profiler = null, StatsInterval? stats = null)
{
    private const ulong MaxInterval = 4UL << 20;
    private const ulong PeakInterval = 64UL << 10;
    private const ulong Postponed = 1;

    /// <summary>In place of the largest size that is looked up in a table: the fast path may never be taken.</summary>
    public const ulong NoFastPath = 0;

    private readonly ulong _fastMax = lookupMax == NoFastPath ? 0 : ulong.MaxValue - lookupMax + 1;

    /// <summary>Starts both counters of a thread, or starts them again. (tsd_te_init)</summary>
    public void Init(Tsd thread)
    {
        if (profiler is not null)
        {
            thread.SampleWait = profiler.Sampling.NextWait(ref thread.PrngState);
        }

        thread.StatsWait = stats?.Batch ?? 0;
        Init(thread, ref thread.Allocated);
        Init(thread, ref thread.Deallocated);
    }

    /// <summary>The thread may, or may no longer, take the fast path. (te_recompute_fast_threshold)</summary>
    public void RecomputeFast(Tsd thread)
    {
        RecomputeFast(thread, ref thread.Allocated);
        RecomputeFast(thread, ref thread.Deallocated);
    }

    /// <summary>Counts bytes allocated.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountAllocated(Tsd thread, ulong bytes) => Count(thread, ref thread.Allocated, bytes);

    /// <summary>Counts bytes freed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountDeallocated(Tsd thread, ulong bytes) => Count(thread, ref thread.Deallocated, bytes);

    private void Init(Tsd thread, ref EventCounter counter)
    {
        counter.LastEvent = counter.Current;
        counter.GcWait = gcIncrementBytes;
        counter.PeakWait = PeakInterval;
        SetNext(thread, ref counter);
    }

    private void Count(Tsd thread, ref EventCounter counter, ulong bytes)
    {
        ulong before = counter.Current;
        counter.Current = unchecked(before + bytes);
        if (bytes >= unchecked(counter.NextEvent - before))
        {
            Trigger(thread, ref counter);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Trigger(Tsd thread, ref EventCounter counter)
    {
        ulong bytes = counter.Current - counter.LastEvent;
        counter.LastEvent = counter.Current;
        bool allowed = thread.IsNominal && thread.ReentrancyLevel == 0;
        bool collect = gcIncrementBytes > 0 && Advance(ref counter.GcWait, bytes, gcIncrementBytes, allowed);
        bool allocates = Unsafe.AreSame(ref counter, ref thread.Allocated);
        bool sample = profiler is not null && allocates && AdvanceSample(thread, bytes, allowed);
        bool count = stats is not null && allocates && AdvanceStats(thread, bytes, allowed);
        bool peak = Advance(ref counter.PeakWait, bytes, PeakInterval, allowed);
        SetNext(thread, ref counter);
        if (collect)
        {
            collector.Step(thread);
        }

        if (sample)
        {
            ulong elapsed = unchecked(counter.LastEvent - thread.LastSample);
            thread.LastSample = counter.LastEvent;
            profiler!.SampleTaken(thread, elapsed);
        }

        if (count)
        {
            ulong elapsed = unchecked(counter.LastEvent - thread.LastStats);
            thread.LastStats = counter.LastEvent;
            stats!.Count(thread, elapsed);
        }

        if (peak)
        {
            thread.Peak.Update(thread.Allocated.Current, thread.Deallocated.Current);
        }
    }

    private bool AdvanceStats(Tsd thread, ulong bytes, bool allowed)
    {
        ulong wait = thread.StatsWait;
        bool isDue = Advance(ref wait, bytes, stats!.Batch, allowed);
        thread.StatsWait = wait;
        return isDue;
    }

    // A postponed sample is drawn anew: were it taken at the next allocation, what follows a call of the allocator to itself would be sampled too often.
    private bool AdvanceSample(Tsd thread, ulong bytes, bool allowed)
    {
        if (thread.SampleWait > bytes)
        {
            thread.SampleWait -= bytes;
            return false;
        }

        thread.SampleWait = profiler!.Sampling.NextWait(ref thread.PrngState);
        return allowed;
    }

    // True: the event is due and may be handled now.
    private static bool Advance(ref ulong wait, ulong bytes, ulong interval, bool allowed)
    {
        if (wait > bytes)
        {
            wait -= bytes;
            return false;
        }

        wait = allowed ? interval : Postponed;
        return allowed;
    }

    private void SetNext(Tsd thread, ref EventCounter counter)
    {
        ulong wait = gcIncrementBytes > 0 ? Math.Min(counter.GcWait, counter.PeakWait) : counter.PeakWait;
        if (Unsafe.AreSame(ref counter, ref thread.Allocated))
        {
            wait = profiler is null ? wait : Math.Min(wait, thread.SampleWait);
            wait = stats is null ? wait : Math.Min(wait, thread.StatsWait);
        }

        counter.NextEvent = unchecked(counter.LastEvent + Math.Min(wait, MaxInterval));
        RecomputeFast(thread, ref counter);
    }

    private void RecomputeFast(Tsd thread, ref EventCounter counter) =>
        counter.NextEventFast = thread.Phase == ThreadPhase.Nominal && counter.NextEvent <= _fastMax ? counter.NextEvent : 0;
}
