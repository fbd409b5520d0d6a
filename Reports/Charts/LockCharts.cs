using AllocSim.Reports.Console;
using AllocSim.Reports.Contention;
using AllocSim.Reports.Runs;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Charts;

/// <summary>Where the threads of a contended run spent their time.</summary>
internal static class LockCharts
{
    private const int MutexesMax = 6;

    /// <summary>What the run has data for; a serial run has none.</summary>
    public static IEnumerable<Chart> Of(RunResult run)
        => run.Contention is not { } contention ? [] : [.. Waiting(run, contention), .. Holding(run, contention), .. Threads(run, contention), .. Operations(run, contention), .. Latency(run, contention)];

    private static IEnumerable<Chart> Waiting(RunResult run, ContentionReport contention)
        => Mutexes(run, contention, "lock_waiting", "Threads waiting for a lock, averaged over each window", Waiters, row => row.WaitedNs, row => row.WaitingAreaNs);

    private static IEnumerable<Chart> Holding(RunResult run, ContentionReport contention)
        => Mutexes(run, contention, "lock_holding", "Time that a lock is held, in each window", _ => new Axis("share of the time", "%", 0.01), row => row.HeldNs, row => row.HeldNs);

    /// <summary>Most runs wait so little that the number of waiting threads is a small part of one.</summary>
    private static Axis Waiters(double peak) => peak switch
    {
        >= 0.1 => new Axis("waiting threads"),
        >= 1e-4 => new Axis("waiting threads", "thousandths of one", 1e-3),
        _ => new Axis("waiting threads", "millionths of one", 1e-6),
    };

    /// <summary>The few mutexes that have most of something, window by window.</summary>
    private static IEnumerable<Chart> Mutexes(RunResult run, ContentionReport contention, string name, string title, Func<double, Axis> vertical, Func<MutexRow, long> weight, Func<MutexWindowRow, long> value)
    {
        string[] mutexes = [.. contention.Mutexes.Where(row => weight(row) > 0).OrderByDescending(weight).Take(MutexesMax).Select(row => row.Mutex)];
        (long TimeNs, long WindowNs)[] windows = [.. contention.Timeline.Select(row => (row.TimeNs, row.WindowNs)).Distinct().OrderBy(window => window.TimeNs)];
        if (mutexes.Length == 0 || windows.Length < 2)
        {
            yield break;
        }

        Dictionary<(long, string), long> values = contention.Timeline.GroupBy(row => (row.TimeNs, row.Mutex)).ToDictionary(group => group.Key, group => group.Sum(value));
        LineSeries[] series =
        [
            .. mutexes.Select(mutex => new LineSeries(
                mutex,
                MutexName.Short(mutex),
                [.. windows.Select(window => window.WindowNs == 0 ? 0 : values.GetValueOrDefault((window.TimeNs, mutex)) / (double)window.WindowNs)])),
        ];
        yield return new LineChart
        {
            Name = name,
            Title = RunCharts.Title(title, run.Tables),
            Horizontal = Axis.Nanoseconds("time", windows[^1].TimeNs),
            Vertical = vertical(series.Max(line => line.Values.Max())),
            XColumn = "time_ns",
            X = [.. windows.Select(window => (double)window.TimeNs)],
            Series = series,
        };
    }

    private static IEnumerable<Chart> Threads(RunResult run, ContentionReport contention)
    {
        IReadOnlyList<ThreadRow> threads = contention.Threads;
        LineSeries[] parts =
        [
            Part("running_ns", "running", row => row.RunningNs),
            Part("spinning_ns", "spinning on a lock", row => row.SpinningNs),
            Part("blocked_ns", "blocked on a lock", row => row.BlockedNs),
            Part("ready_ns", "waiting for a CPU", row => row.ReadyNs),
        ];
        return [Times(run, "threads", "thread", "Where the threads' time went", new Axis("thread"), [.. threads.Select(row => FormattableString.Invariant($"{row.Thread}"))], parts)];

        LineSeries Part(string column, string label, Func<ThreadRow, long> value) => new(column, label, [.. threads.Select(row => (double)value(row))]);
    }

    private static IEnumerable<Chart> Operations(RunResult run, ContentionReport contention)
    {
        IGrouping<string, LatencyRow>[] calls = [.. contention.Latencies.GroupBy(row => row.Operation).OrderByDescending(group => group.Sum(row => row.TotalNs))];
        LineSeries[] parts =
        [
            Part("own_ns", "the allocator's own work", row => row.TotalNs - row.LockWaitNs - row.FaultNs - row.SystemCallNs),
            Part("lock_wait_ns", "waiting for locks", row => row.LockWaitNs),
            Part("fault_ns", "page faults", row => row.FaultNs),
            Part("system_call_ns", "calls to the system", row => row.SystemCallNs),
        ];
        return [Times(run, "operations", "operation", "Where the operations' time went", new Axis("call"), [.. calls.Select(call => call.Key)], parts)];

        LineSeries Part(string column, string label, Func<LatencyRow, long> value) => new(column, label, [.. calls.Select(call => (double)call.Sum(value))]);
    }

    private static StackedBarChart Times(RunResult run, string name, string column, string title, Axis of, IReadOnlyList<string> categories, LineSeries[] parts) => new()
    {
        Name = name,
        Title = RunCharts.Title(title, run.Tables),
        Horizontal = of,
        Vertical = Axis.Nanoseconds("time", Tallest(parts)),
        CategoryColumn = column,
        Categories = categories,
        Parts = parts,
        NoteColumn = "note",
        Notes = [.. categories.Select(_ => "")],
    };

    private static IEnumerable<Chart> Latency(RunResult run, ContentionReport contention)
    {
        IReadOnlyList<LatencyBinRow> rows = contention.LatencyBins;
        long[] limits = [.. rows.Select(row => row.FromNs).Distinct().Order()];
        double all = rows.Sum(row => row.Operations);
        if (all == 0)
        {
            yield break;
        }

        ILookup<(string, long), long> counts = rows.ToLookup(row => (row.Operation, row.FromNs), row => row.Operations);
        yield return new StackedBarChart
        {
            Name = "latency",
            Title = RunCharts.Title("How long calls took, with their number", run.Tables),
            Horizontal = new Axis("time that a call takes, at least"),
            Vertical = new Axis("share of all calls", "%", 0.01),
            CategoryColumn = "from_ns",
            Categories = [.. limits.Select(limit => Quantity.Nanoseconds(limit).Replace(".00", "", StringComparison.Ordinal))],
            Parts = [.. rows.Select(row => row.Operation).Distinct().Select(call => new LineSeries(call, call, [.. limits.Select(limit => counts[(call, limit)].Sum() / all)]))],
            NoteColumn = "operations",
            Notes = [.. limits.Select(limit => RunCharts.Count(rows.Where(row => row.FromNs == limit).Sum(row => row.Operations)))],
        };
    }

    private static double Tallest(IReadOnlyList<LineSeries> parts) => Enumerable.Range(0, parts[0].Values.Count).Select(i => parts.Sum(part => part.Values[i])).DefaultIfEmpty().Max();
}
