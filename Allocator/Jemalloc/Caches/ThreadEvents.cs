using System.Runtime.CompilerServices;

namespace AllocSim.Allocator.Jemalloc.Caches;

/// <summary>Things that are due each time a thread has allocated, or freed, so many bytes.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/thread_event.c`.</remarks>
internal sealed class ThreadEvents(ulong gcIncrementBytes, ulong lookupMax, TcacheCollector collector)
{
    private const ulong MaxInterval = 4UL << 20;
    private const ulong PeakInterval = 64UL << 10;
    private const ulong Postponed = 1;

    private readonly ulong _fastMax = ulong.MaxValue - lookupMax + 1;

    /// <summary>Starts both counters of a thread, or starts them again. (tsd_te_init)</summary>
    public void Init(Tsd thread)
    {
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
        bool peak = Advance(ref counter.PeakWait, bytes, PeakInterval, allowed);
        SetNext(thread, ref counter);
        if (collect)
        {
            collector.Step(thread);
        }

        if (peak)
        {
            thread.Peak.Update(thread.Allocated.Current, thread.Deallocated.Current);
        }
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
        counter.NextEvent = unchecked(counter.LastEvent + Math.Min(wait, MaxInterval));
        RecomputeFast(thread, ref counter);
    }

    private void RecomputeFast(Tsd thread, ref EventCounter counter) =>
        counter.NextEventFast = thread.Phase == ThreadPhase.Nominal && counter.NextEvent <= _fastMax ? counter.NextEvent : 0;
}
