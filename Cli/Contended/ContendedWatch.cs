using AllocSim.Reports.Contention;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Contention.Results;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Replay;

namespace AllocSim.Cli.Contended;

/// <summary>Watches a run in simulated time from its beginning to its report.</summary>
internal sealed class ContendedWatch
{
    private readonly ReplaySession _session;
    private readonly IContendedRun _run;
    private readonly ILockingAllocator? _allocator;
    private readonly MutexTimeline _timeline;
    private readonly TraceEventWriter? _events;
    private readonly LockHolders _holders;
    private readonly Dictionary<SimMutex, string> _names = [];

    public ContendedWatch(ReplaySession session, Stream? traceEvents)
    {
        _session = session;
        IContendedRun run = session.Contended!;
        _run = run;
        _allocator = session.Locking;
        _timeline = new MutexTimeline(run.Kernel);
        if (traceEvents is not null)
        {
            _events = new TraceEventWriter(traceEvents, NameOf);
        }

        _holders = new LockHolders(run.KindOf, _events);
        run.Kernel.Observer = _holders;
    }

    public ContentionReport Finish()
    {
        _events?.Dispose();
        _timeline.Finish();
        if (_run.OwnsThreads)
        {
            // As a program that owns its threads reads the counters in the end, by its main thread.
            _allocator?.RefreshCounters(_session.Machine.Threads.MainThread);
        }

        return ContentionReport.From(_run, _allocator?.NamedMutexes() ?? [], _timeline, _holders.Rows(index => NameOf(_run.Kernel.Locks[index])));
    }

    private string NameOf(ContendedLock each)
    {
        if (!_names.TryGetValue(each.Mutex, out string? name))
        {
            foreach (NamedMutexes named in _allocator?.NamedMutexes() ?? [])
            {
                foreach (SimMutex mutex in named.Mutexes)
                {
                    _names[mutex] = named.Name;
                }
            }

            name = _names.GetValueOrDefault(each.Mutex, each.Mutex.Name);
        }

        return name;
    }
}
