namespace AllocSim.Allocator.Jemalloc.Heap;

/// <content>Heap profiles.</content>
public sealed partial class JemallocHeap
{
    /// <summary>Whether the heap profiler is on.</summary>
    public bool IsProfiling => _profiler is not null;

    /// <summary>With prof_leak_error: whether the last profile at the end had live samples.</summary>
    public bool HasLeaks { get; private set; }

    /// <summary>Opens the file of a profile that is dumped on the way; null: such profiles are not written.</summary>
    public Func<string, TextWriter>? OpenProfile
    {
        get => _profiler?.Open;
        set
        {
            if (_profiler is not null)
            {
                _profiler.Open = value;
            }
        }
    }

    /// <summary>Writes the profile as at the end of the program; with prof_leak and prof_final returns the library's words about leaks. (prof_log_stop_final, prof_fdump)</summary>
    public IReadOnlyList<string> WriteProfile(int thread, TextWriter? output)
    {
        _profiler?.TryStopLog(Fetch(thread));
        if (_profiler?.Write(Fetch(thread), output) is not { } sums || !_options.ProfLeak || !_options.ProfFinal || sums.Bytes == 0)
        {
            return [];
        }

        HasLeaks = _options.ProfLeakError;
        return HasLeaks ? [.. _profiler.LeakWords(sums), "Exiting with error code because memory leaks were detected"] : _profiler.LeakWords(sums);
    }
}
