using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Prof.Records;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>The log of samples: a line for each one that was freed while it ran, by whom and where it was allocated and freed. Its records are objects of the allocator's until it is written.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/prof_log.c`.</remarks>
internal sealed class SampleLog(IProfMemory memory, ProfMutexes mutexes)
{
    private const ulong BufferBytes = 65_536;

    private readonly List<LoggedThread> _threads = [];
    private readonly Dictionary<ulong, LoggedThread> _threadsByUid = [];
    private readonly List<LoggedBacktrace> _backtraces = [];
    private readonly List<LoggedSample> _samples = [];
    private CuckooTable<LoggedBacktrace>? _backtraceTable;
    private CuckooTable<LoggedThread>? _threadTable;
    private ulong _logs;

    /// <summary>Whether samples are logged.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>When it was started, in nanoseconds.</summary>
    public long StartNs { get; private set; }

    /// <summary>Its number among the logs, from 0.</summary>
    public ulong Number { get; private set; }

    /// <summary>The threads that it names.</summary>
    public IReadOnlyList<LoggedThread> Threads => _threads;

    /// <summary>The backtraces that it names.</summary>
    public IReadOnlyList<LoggedBacktrace> Backtraces => _backtraces;

    /// <summary>The samples.</summary>
    public IReadOnlyList<LoggedSample> Samples => _samples;

    /// <summary>Starts; false when it runs already. (prof_log_start)</summary>
    public bool TryStart(Tsd thread, long nowNs)
    {
        mutexes.Log.Lock(thread);
        bool starts = !IsRunning;
        if (starts)
        {
            mutexes.DumpFilename.Lock(thread);
            mutexes.DumpFilename.Unlock(thread);
            Number = _logs++;
            StartNs = nowNs;
            IsRunning = true;
        }

        mutexes.Log.Unlock(thread);
        return starts;
    }

    /// <summary>Makes the tables when they are needed first; false when it does not run, or memory has run out. Its mutex is held.</summary>
    public bool TryPrepare(Tsd thread)
    {
        if (!IsRunning)
        {
            return false;
        }

        if (_threadTable is null || _backtraceTable is null)
        {
            _backtraceTable = CuckooTable<LoggedBacktrace>.Create(memory, thread);
            _threadTable = CuckooTable<LoggedThread>.Create(memory, thread);
        }

        return _threadTable is not null && _backtraceTable is not null;
    }

    /// <summary>Takes memory for a sample. Where there is none the library crashes; here the sample is left out.</summary>
    public ulong TakeSample(Tsd thread) => memory.Allocate(thread, LoggedSample.Bytes);

    /// <summary>Adds the sample.</summary>
    public void Add(in LoggedSample sample) => _samples.Add(sample);

    /// <summary>The place of a thread in the log. (prof_log_thr_index)</summary>
    public int IndexOf(Tsd thread, ulong uid, string name)
    {
        if (_threadsByUid.TryGetValue(uid, out LoggedThread? known))
        {
            return known.Index;
        }

        LoggedThread made = new(uid, name, _threads.Count);
        made.Address = memory.Allocate(thread, made.Bytes);
        _threads.Add(made);
        _threadsByUid.Add(uid, made);
        _threadTable!.TryInsert(thread, made, made);
        return made.Index;
    }

    /// <summary>The place of a backtrace in the log. (prof_log_bt_index)</summary>
    public int IndexOf(Tsd thread, Backtrace backtrace)
    {
        if (_backtraceTable!.TryFind(backtrace, out LoggedBacktrace? known))
        {
            return known.Index;
        }

        ulong address = memory.Allocate(thread, LoggedBacktrace.HeaderBytes + ((ulong)backtrace.Frames.Length * sizeof(ulong)));
        LoggedBacktrace made = new(address, _backtraces.Count, backtrace);
        _backtraces.Add(made);
        _backtraceTable.TryInsert(thread, backtrace, made);
        return made.Index;
    }

    /// <summary>Ends the log and gives its records back; false when it does not run. (prof_log_stop)</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="write">Writes it and returns the bytes of its text.</param>
    public bool TryStop(Tsd thread, Func<ulong> write)
    {
        mutexes.Log.Lock(thread);
        bool stops = IsRunning;
        IsRunning = false;
        mutexes.Log.Unlock(thread);
        if (!stops)
        {
            return false;
        }

        ulong buffer = memory.AllocateBuffer(thread, BufferBytes, Math.Min(write(), BufferBytes - 1) + 1); // A 0 behind the text.
        Free(thread, _threads.Select(logged => logged.Address));
        Free(thread, _backtraces.Select(logged => logged.Address));
        Free(thread, _samples.Select(logged => logged.Address));
        Free(thread, [buffer]);
        if (_threadTable is not null && _backtraceTable is not null)
        {
            _backtraceTable.Delete(thread);
            _threadTable.Delete(thread);
        }

        _threads.Clear();
        _threadsByUid.Clear();
        _backtraces.Clear();
        _samples.Clear();
        (_backtraceTable, _threadTable) = (null, null);
        mutexes.Log.Lock(thread);
        mutexes.Log.Unlock(thread);
        return true;
    }

    private void Free(Tsd thread, IEnumerable<ulong> addresses)
    {
        foreach (ulong address in addresses.Where(address => address != 0))
        {
            memory.Free(thread, address);
        }
    }
}
