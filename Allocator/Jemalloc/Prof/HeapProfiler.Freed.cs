using System.Globalization;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Prof.Records;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <content>Samples that are freed: their counting, the log of them, and the list of recent ones.</content>
internal sealed partial class HeapProfiler
{
    private readonly SampleLog _log;

    /// <summary>Most samples that the list of recent ones keeps; -1 for all. A value sets it. (experimental.prof_recent.alloc_max)</summary>
    /// <returns>What it was.</returns>
    public long RecentMost(Tsd thread, long? value) => value is { } most ? _recent!.SetMost(thread, most) : _recent!.Most;

    /// <summary>Starts the log of samples; false when it runs already. (prof.log_start)</summary>
    public bool TryStartLog(Tsd thread) => _log.TryStart(thread, _backtraces.NowNs);

    /// <summary>Writes and ends it; false when it does not run. (prof.log_stop)</summary>
    /// <remarks>The library's names have the process's number behind the prefix.</remarks>
    public bool TryStopLog(Tsd thread) => _log.TryStop(thread, () =>
    {
        string text = SampleLogText.Of(_log, _backtraces.NowNs, Sampling.LgSample, _options.Version.FullName, _options.ProfTimeResolutionHigh);
        using TextWriter? output = Open?.Invoke(string.Create(CultureInfo.InvariantCulture, $"{_options.ProfPrefix}.{_log.Number}.json"));
        output?.Write(text);
        return (ulong)text.Length;
    });

    /// <summary>Takes what is known of an extent's object, if it is a sample, which is about to be freed or moved. (arena_prof_info_get)</summary>
    public bool TryTakeSample(Tsd thread, EntryPoint entry, int extent, out SampledObject sample)
    {
        bool isSample = _samples.Remove(extent, out sample);
        if (isSample && _recent!.IsKept(extent))
        {
            bool isRecorded = thread is { IsNominal: true, ReentrancyLevel: 0 } && TdataOf(thread) is not null;
            _recent.MarkFreed(thread, extent, isRecorded ? _data!.Prepare(thread, _backtraces.Take(thread, entry, BacktraceReason.Recent)) : null);
        }

        return isSample;
    }

    /// <summary>Gives it back: the object stays as it was.</summary>
    public void KeepSample(int extent, in SampledObject sample) => _samples[extent] = sample;

    /// <summary>An object is freed that may be a sample. (prof_free)</summary>
    public void Free(Tsd thread, EntryPoint entry, int extent, ulong usize)
    {
        if (TryTakeSample(thread, entry, extent, out SampledObject sample))
        {
            CountFree(thread, entry, usize, sample);
        }
    }

    /// <summary>A sample is freed. (prof_free_sampled_object)</summary>
    public void CountFree(Tsd thread, EntryPoint entry, ulong usize, in SampledObject sample)
    {
        ProfTctx tctx = sample.Tctx;
        int szind = _sizes.SizeToIndex(usize);
        tctx.Tdata.Mutex.Lock(thread);
        tctx.Counts.RemoveSample(usize, Sampling.ShiftedUnbiasedCount(szind), Sampling.UnbiasedBytes(szind));
        if (thread.ProfTdata is { } tdata)
        {
            Mutexes.Log.Lock(thread); // Asked whether it logs.
            if (_log.TryPrepare(thread))
            {
                Log(thread, entry, usize, sample, tdata);
            }

            Mutexes.Log.Unlock(thread);
        }

        _data!.ReleaseTctx(thread, tctx);
        if (_options.ProfStats)
        {
            Stats.Remove(thread, szind, sample.Size);
        }
    }

    // (prof_try_log)
    private void Log(Tsd thread, EntryPoint entry, ulong usize, in SampledObject sample, ProfTdata own)
    {
        ulong address = _log.TakeSample(thread);
        ProfTdata producer = sample.Tctx.Tdata;
        string producerName = producer.Name ?? "";

        // Of an expired record the library makes a new one here. Where the sample is of that record it waits for ever for a lock that it holds itself.
        bool wouldWait = own.IsExpired && own.Mutex == producer.Mutex;
        string name = (wouldWait ? own : TdataOf(thread))?.Name ?? "";
        Backtrace freedAt = _backtraces.Take(thread, entry, BacktraceReason.Logged);
        int allocThread = _log.IndexOf(thread, producer.ThreadUid, producerName);
        int freeThread = _log.IndexOf(thread, own.ThreadUid, name);
        int allocTrace = _log.IndexOf(thread, sample.Tctx.Gctx.Backtrace);
        int freeTrace = _log.IndexOf(thread, freedAt);
        if (address != 0)
        {
            _log.Add(new LoggedSample(address, allocThread, freeThread, allocTrace, freeTrace, sample.AllocNs, _backtraces.NowNs, usize));
        }
    }
}
