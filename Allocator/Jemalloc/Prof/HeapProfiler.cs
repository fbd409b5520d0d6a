using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Prof.Records;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>The heap profiler: chooses samples, keeps what is known of live ones, and counts them by backtrace and thread.</summary>
/// <remarks>Frees are in HeapProfiler.Freed.cs, threads in HeapProfiler.Threads.cs, settings in HeapProfiler.Settings.cs. Source: jemalloc 5.3.0, `src/prof.c`, `include/jemalloc/internal/prof_inlines.h`.</remarks>
internal sealed partial class HeapProfiler
{
    private readonly IProfMemory _memory;
    private readonly JemallocOptions _options;
    private readonly SizeClasses _sizes;
    private readonly ProfBacktraces _backtraces;
    private readonly Dictionary<int, SampledObject> _samples = [];
    private ProfData? _data;
    private RecentSamples? _recent;

    /// <summary>Makes a profiler; <see cref="TryBoot"/> completes it.</summary>
    public HeapProfiler(IProfMemory memory, JemallocOptions options, SizeClasses sizes, ProfBacktraces backtraces, ILockRecorder? recorder)
    {
        _memory = memory;
        _options = options;
        _sizes = sizes;
        _backtraces = backtraces;
        Mutexes = new ProfMutexes(recorder);
        Sampling = new ProfSampling(sizes);
        Stats = new ProfStats(sizes.Count, Mutexes.Stats);
        _log = new SampleLog(memory, Mutexes);
    }

    /// <summary>The mutexes.</summary>
    public ProfMutexes Mutexes { get; }

    /// <summary>How often samples are taken.</summary>
    public ProfSampling Sampling { get; }

    /// <summary>Samples by size class.</summary>
    public ProfStats Stats { get; }

    /// <summary>Live samples.</summary>
    public int SampleCount => _samples.Count;

    /// <summary>Completes start-up as the first thread; false when memory has run out. (prof_boot2)</summary>
    public bool TryBoot(Tsd thread)
    {
        _backtraces.MainThread = thread.Id;
        Sampling.SetRate((int)_options.LgProfSample);
        _isActive = _options.ProfActive;
        _isThreadActiveInit = _options.ProfThreadActiveInit;
        _dumpsPeaks = _options.ProfGdump;
        _data = ProfData.Create(_memory, Mutexes, thread, _options.ProfAccum);
        if (_data is null)
        {
            return false;
        }

        _data.DumpPostponed = DumpPostponed;
        if (_options.ProfLog)
        {
            _log.TryStart(thread, _backtraces.NowNs);
        }

        _recent = new RecentSamples(_memory, _data, _options.ProfRecentAllocMax);
        return _memory.AllocateForGood(thread, ProfMutexes.GctxArrayBytes) != 0
            && _memory.AllocateForGood(thread, ProfMutexes.TdataArrayBytes) != 0;
    }

    /// <summary>Whether an allocation of so many bytes would be a sample. (te_prof_sample_event_lookahead)</summary>
    public static bool IsSampleDue(Tsd thread, ulong usize) =>
        thread.IsNominal && thread.ReentrancyLevel == 0 && unchecked(thread.Allocated.Current + usize - thread.Allocated.LastEvent) >= thread.SampleWait;

    /// <summary>Before an allocation: prepares to count it if it is to be a sample. (prof_alloc_prep)</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="entry">The call.</param>
    /// <param name="usize">Bytes of the size class.</param>
    /// <param name="tctx">Whose sample it will be; null: it will be none.</param>
    /// <returns>False when memory has run out, and the allocation fails.</returns>
    public bool TryPrepare(Tsd thread, EntryPoint entry, ulong usize, out ProfTctx? tctx)
    {
        tctx = null;
        if (!_isActive || !IsSampleDue(thread, usize) || TdataOf(thread) is not { IsActive: true })
        {
            return true;
        }

        tctx = _data!.Prepare(thread, _backtraces.Take(thread, entry, BacktraceReason.Allocated));
        return tctx is not null;
    }

    /// <summary>The allocation failed, or is no sample after all. (prof_alloc_rollback)</summary>
    public void RollBack(Tsd thread, ProfTctx? tctx)
    {
        if (tctx is not null)
        {
            tctx.Tdata.Mutex.Lock(thread);
            tctx.IsPrepared = false;
            _data!.ReleaseTctx(thread, tctx);
        }
    }

    /// <summary>Whether the prepared sample of a resized object remains one, now that its size is known. (prof_realloc, first half)</summary>
    public bool Confirm(Tsd thread, ulong usize) => !_isActive || (IsSampleDue(thread, usize) && TdataOf(thread) is { IsActive: true });

    /// <summary>Counts a sample. (prof_malloc_sample_object)</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="extent">Its extent.</param>
    /// <param name="size">Bytes asked for.</param>
    /// <param name="usize">Bytes of the size class.</param>
    /// <param name="tctx">Whose sample it is.</param>
    public void CountSample(Tsd thread, int extent, ulong size, ulong usize, ProfTctx tctx)
    {
        if (_options.ProfSysThreadName)
        {
            FetchThreadName(thread);
        }

        _samples[extent] = new SampledObject(tctx, size, _backtraces.NowNs);
        int szind = _sizes.SizeToIndex(usize);
        tctx.Tdata.Mutex.Lock(thread);
        tctx.Counts.AddSample(usize, Sampling.ShiftedUnbiasedCount(szind), Sampling.UnbiasedBytes(szind), _options.ProfAccum);
        bool isRecent = _recent!.TryReserve(tctx);
        tctx.IsPrepared = false;
        tctx.Tdata.Mutex.Unlock(thread);
        if (isRecent)
        {
            _recent.Add(thread, extent, tctx);
        }

        if (_options.ProfStats)
        {
            Stats.Add(thread, szind, size);
        }
    }
}
