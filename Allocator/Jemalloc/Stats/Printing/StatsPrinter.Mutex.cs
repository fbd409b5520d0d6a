using AllocSim.Allocator.Jemalloc.Locks;

namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <content>Mutexes.</content>
public sealed partial class StatsPrinter
{
    private const ulong Second = 1_000_000_000;

    private static readonly string[] CounterNames = ["num_ops", "num_wait", "num_spin_acq", "num_owner_switch", "total_wait_time", "max_wait_time"];

    private static readonly StatsColumns CounterColumns = StatsColumns.Of(
        ("n_lock_ops", 16), (PerSecond, 8), ("n_waiting", 16), (PerSecond, 8), ("n_spin_acq", 16), (PerSecond, 8), ("n_owner_switch", 16), (PerSecond, 8),
        ("total_wait_ns", 16), (PerSecond, 10), ("max_wait_ns", 16), ("max_n_thds", 12));

    private static readonly StatsColumns MutexColumns = StatsColumns.Of(("", -21)).With(CounterColumns);

    private void PrintGlobalMutexes()
    {
        Row(MutexColumns, [.. MutexColumns.Titles]);
        _output.BeginObject("mutexes");
        ulong uptime = _layout.HasRates ? _ctl.GetOfArena("stats.arenas.0.uptime", 0).OldValue : 0; // A read takes locks, which the next print tells.
        var mib = CtlReader.NewMib();
        var depth = _ctl.Prepare(mib, 0, "stats.mutexes");
        foreach (GlobalMutex mutex in _layout.GlobalMutexes)
        {
            PrintNamedMutex(mib, depth, MutexNames.Of(mutex), uptime);
        }

        _output.EndObject();
    }

    private void PrintArenaMutexes(ulong arena, ulong uptime)
    {
        _output.BeginObject("mutexes");
        Row(MutexColumns, [.. MutexColumns.Titles]);
        var mib = ListOf(arena, "mutexes", out var depth);
        foreach (ArenaMutex mutex in _layout.ArenaMutexes)
        {
            PrintNamedMutex(mib, depth, MutexNames.Of(mutex), uptime);
        }

        _output.EndObject();
    }

    private void PrintNamedMutex(CtlPath mib, int depth, string name, ulong uptime)
    {
        var counters = ReadMutex(mib, depth, name, uptime);
        _output.BeginObject(name);
        PrintCounters(counters);
        _output.EndObject();
        Row(MutexColumns, [name, .. WithRates(counters)]);
    }

    /// <summary>The counters of a mutex in the columns of the text: all but the last two are followed by their rate per second.</summary>
    private object[] ReadMutex(CtlPath mib, int depth, string name, ulong uptimeNs)
    {
        depth = _ctl.Prepare(mib, depth, name);
        var columns = new List<object>();
        foreach (var counter in CounterNames)
        {
            var value = _ctl.Leaf(mib, depth, counter);
            columns.Add(value);
            if (counter != "max_wait_time" && _layout.HasRates)
            {
                columns.Add(RatePerSecond(value, uptimeNs));
            }
        }

        columns.Add(_ctl.Leaf(mib, depth, "max_num_thds"));
        return [.. columns];
    }

    /// <summary>Prints the counters of a mutex as JSON.</summary>
    /// <remarks>
    /// Up to 5.3.0 the library keeps them in the columns of the text, but when it prints JSON it takes the first columns in turn.
    /// So each name but the first and the last shows another's value: num_wait the rate of num_ops, num_spin_acq num_wait, and so on.
    /// </remarks>
    private void PrintCounters(object[] columns)
    {
        for (var i = 0; i < CounterNames.Length; i++)
        {
            _output.Number(CounterNames[i], (ulong)columns[_layout.MixesRates ? i : 2 * i]);
        }

        _output.Number("max_num_thds", (ulong)columns[^1]);
    }

    // Counters in the columns of versions that have rates.
    private object[] WithRates(object[] counters) => _layout.HasRates ? counters : [.. counters[..^2].SelectMany(value => new object[] { value, 0UL }), .. counters[^2..]];

    private static ulong RatePerSecond(ulong value, ulong uptimeNs)
        => uptimeNs == 0 || value == 0 ? 0 : uptimeNs < Second ? value : value / (uptimeNs / Second);
}
