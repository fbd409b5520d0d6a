using System.Text.Json;
using AllocSim.Simulator.Contention;

namespace AllocSim.Reports.Contention;

/// <summary>Writes a run in the Trace Event form that Perfetto and chrome://tracing open: a track a thread with its waits, a track a lock with who held it, a track a thread with its calls that gave memory back.</summary>
/// <remarks>Waits and holds shorter than the given length are left out, and beyond a limit the rest; the last event says how many. Times are microseconds in that form.</remarks>
public sealed class TraceEventWriter : IContentionObserver, IDisposable
{
    private const int Threads = 1;
    private const int Locks = 2;
    private const int Purges = 3;

    private readonly Utf8JsonWriter _json;
    private readonly Func<ContendedLock, string> _nameOf;
    private readonly HashSet<int> _namedLocks = [];
    private readonly HashSet<int> _namedThreads = [];
    private readonly HashSet<int> _namedPurgers = [];
    private readonly long _shortestNs;
    private readonly long _eventsMax;
    private long _events;
    private long _leftOut;

    /// <summary>Starts a file.</summary>
    /// <param name="output">Where it goes; stays open.</param>
    /// <param name="nameOf">What a lock is called.</param>
    /// <param name="shortestNs">Shorter waits and holds are left out.</param>
    /// <param name="eventsMax">Most events.</param>
    public TraceEventWriter(Stream output, Func<ContendedLock, string> nameOf, long shortestNs = 0, long eventsMax = 1_000_000)
    {
        _nameOf = nameOf;
        _shortestNs = shortestNs;
        _eventsMax = eventsMax;
        _json = new Utf8JsonWriter(output);
        _json.WriteStartObject();
        _json.WriteString("displayTimeUnit", "ns");
        _json.WriteStartArray("traceEvents");
        Name("process_name", Threads, 0, "threads");
        Name("process_name", Locks, 0, "locks");
        Name("process_name", Purges, 0, "purges");
    }

    /// <inheritdoc/>
    public void Released(ContendedLock held, long sinceNs, long nowNs)
    {
        if (!IsWanted(nowNs - sinceNs))
        {
            return;
        }

        if (_namedLocks.Add(held.Index))
        {
            Name("thread_name", Locks, held.Index, _nameOf(held));
        }

        Complete(ThreadName(held.Holder?.Number ?? 0), Locks, held.Index, sinceNs, nowNs);
    }

    /// <inheritdoc/>
    public void Waited(ContendedLock taken, SimThread thread, long sinceNs, long nowNs)
    {
        if (!IsWanted(nowNs - sinceNs))
        {
            return;
        }

        if (_namedThreads.Add(thread.Index))
        {
            Name("thread_name", Threads, thread.Index, ThreadName(thread.Number));
        }

        Complete("waits for " + _nameOf(taken), Threads, thread.Index, sinceNs, nowNs);
    }

    /// <inheritdoc/>
    public void Purged(SimThread thread, long sinceNs, long nowNs)
    {
        if (!IsWanted(nowNs - sinceNs))
        {
            return;
        }

        if (_namedPurgers.Add(thread.Index))
        {
            Name("thread_name", Purges, thread.Index, ThreadName(thread.Number));
        }

        Complete("call that purges", Purges, thread.Index, sinceNs, nowNs);
    }

    /// <summary>Ends the file.</summary>
    public void Dispose()
    {
        _json.WriteEndArray();
        _json.WriteNumber("eventsLeftOut", _leftOut);
        _json.WriteEndObject();
        _json.Dispose();
    }

    private static string ThreadName(int number) => number < 0 ? FormattableString.Invariant($"background thread {-1 - number}") : FormattableString.Invariant($"thread {number}");

    private bool IsWanted(long ns)
    {
        if (ns >= _shortestNs && _events < _eventsMax)
        {
            _events++;
            return true;
        }

        _leftOut++;
        return false;
    }

    private void Complete(string name, int process, int track, long sinceNs, long nowNs)
    {
        _json.WriteStartObject();
        _json.WriteString("name", name);
        _json.WriteString("ph", "X");
        _json.WriteNumber("pid", process);
        _json.WriteNumber("tid", track);
        _json.WriteNumber("ts", sinceNs / 1000m);
        _json.WriteNumber("dur", (nowNs - sinceNs) / 1000m);
        _json.WriteEndObject();
        if (_json.BytesPending > 1 << 16)
        {
            _json.Flush();
        }
    }

    private void Name(string kind, int process, int track, string name)
    {
        _json.WriteStartObject();
        _json.WriteString("name", kind);
        _json.WriteString("ph", "M");
        _json.WriteNumber("pid", process);
        _json.WriteNumber("tid", track);
        _json.WriteStartObject("args");
        _json.WriteString("name", name);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }
}
