using AllocSim.Reports.Contention;
using AllocSim.Reports.Runs;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Charts.OfRuns;

/// <summary>Where the threads of a contended run spent their time.</summary>
internal static class LockCharts
{
    private const int MutexesMax = 8;
    private const int Columns = 200;

    /// <summary>What the run has data for; a serial run has none.</summary>
    public static IEnumerable<Chart> Of(RunResult run)
        => run.Contention is not { } contention ? [] : [.. Waiting(run, contention), .. Holding(run, contention), .. Threads(run, contention), .. Operations(run, contention), .. Latency(run, contention)];

    private static IEnumerable<Chart> Waiting(RunResult run, ContentionReport contention)
    {
        foreach ((LineSeries[] lines, double[] times) in Mutexes(run, contention, row => row.WaitedNs, row => row.WaitingAreaNs))
        {
            LineSeries[] perSecond = [.. lines.Select(line => line with { Values = [.. line.Values.Select(threads => threads * 1e9)] })];
            yield return new LineChart
            {
                Name = "lock_waiting",
                Title = RunCharts.Title("Time that threads lose to waiting for a lock, in each second of the run", run.Tables),
                Horizontal = Axis.Nanoseconds("time", times[^1]),
                Vertical = Axis.Nanoseconds("waiting in a second, all threads together", perSecond.Max(line => line.Values.Max())),
                XColumn = "time_ns",
                X = times,
                Series = perSecond,
            };
        }
    }

    /// <summary>A row a lock: lines of shares that go up and down would hide each other.</summary>
    private static IEnumerable<Chart> Holding(RunResult run, ContentionReport contention)
    {
        foreach ((LineSeries[] lines, double[] times) in Mutexes(run, contention, row => row.HeldNs, row => row.HeldNs))
        {
            double[,] cells = new double[lines.Length, Columns];
            double[] columns = [.. Enumerable.Range(0, Columns).Select(i => times[^1] * i / (Columns - 1))];
            for (int x = 0, window = 0; x < Columns; x++)
            {
                while (window + 1 < times.Length && times[window + 1] <= columns[x])
                {
                    window++;
                }

                for (int y = 0; y < lines.Length; y++)
                {
                    cells[lines.Length - 1 - y, x] = lines[y].Values[window];
                }
            }

            yield return new HeatMapChart
            {
                Name = "lock_holding",
                Title = RunCharts.Title("How much of the time each lock is held", run.Tables),
                Horizontal = Axis.Nanoseconds("time", times[^1]),
                Vertical = new Axis("lock"),
                Columns = columns,
                Rows = [.. lines.Select(line => line.Label).Reverse()],
                RowColumn = "lock",
                Breaks = new HashSet<int>(),
                Cells = cells,
                Greatest = lines.Max(line => line.Values.Max()),
                ColourLabel = "share of the time that it is held",
            };
        }
    }

    /// <summary>The few mutexes that have most of something, window by window, as parts of the window; nothing where there is nothing to see.</summary>
    private static IEnumerable<(LineSeries[] Lines, double[] Times)> Mutexes(RunResult run, ContentionReport contention, Func<MutexRow, long> weight, Func<MutexWindowRow, long> value)
    {
        string[] mutexes = [.. contention.Mutexes.Where(row => weight(row) > 0).OrderByDescending(weight).Take(MutexesMax).Select(row => row.Mutex)];
        (long TimeNs, long WindowNs)[] windows = [.. contention.Timeline.Select(row => (row.TimeNs, row.WindowNs)).Distinct().OrderBy(window => window.TimeNs)];
        if (mutexes.Length == 0 || windows.Length < 2)
        {
            yield break;
        }

        Dictionary<(long, string), long> values = contention.Timeline.GroupBy(row => (row.TimeNs, row.Mutex)).ToDictionary(group => group.Key, group => group.Sum(value));
        yield return (
            [
                .. mutexes.Select(mutex => new LineSeries(
                    mutex,
                    run.ShortLockName(mutex),
                    [.. windows.Select(window => window.WindowNs == 0 ? 0 : values.GetValueOrDefault((window.TimeNs, mutex)) / (double)window.WindowNs)])),
            ],
            [.. windows.Select(window => (double)window.TimeNs)]);
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

    /// <summary>Every step between the shortest and the longest call has its place, also one that no call took.</summary>
    private static IEnumerable<Chart> Latency(RunResult run, ContentionReport contention)
    {
        IReadOnlyList<LatencyBinRow> rows = contention.LatencyBins;
        if (rows.Sum(row => row.Operations) == 0)
        {
            yield break;
        }

        long[] limits = [.. Steps(rows.Where(row => row.Operations > 0).Min(row => row.FromNs), rows.Where(row => row.Operations > 0).Max(row => row.FromNs)).Concat(rows.Where(row => row.Operations > 0).Select(row => row.FromNs)).Distinct().Order()];
        ILookup<(string, long), long> counts = rows.ToLookup(row => (row.Operation, row.FromNs), row => row.Operations);
        yield return new StackedBarChart
        {
            Name = "latency",
            Title = RunCharts.Title("How long calls took: how many of them, on a logarithmic scale", run.Tables),
            Horizontal = new Axis("time that a call takes, at least"),
            Vertical = new Axis("calls"),
            IsLogarithmic = true,
            CategoryColumn = "from_ns",
            Categories = [.. limits.Select(limit => Quantity.Nanoseconds(limit).Replace(".00", "", StringComparison.Ordinal))],
            Parts = [.. rows.Select(row => row.Operation).Distinct().Select(call => new LineSeries(call, call, [.. limits.Select(limit => (double)counts[(call, limit)].Sum())]))],
            NoteColumn = "operations",
            Notes = [.. limits.Select(limit => rows.Where(row => row.FromNs == limit).Sum(row => row.Operations) is > 0 and var sum ? RunCharts.Count(sum) : "")],
        };
    }

    /// <summary>1, 2, 5, 10, … between two limits.</summary>
    private static IEnumerable<long> Steps(long least, long greatest)
    {
        for (long power = 1; power <= greatest && power > 0; power *= 10)
        {
            foreach (long step in (long[])[power, 2 * power, 5 * power])
            {
                if (step >= least && step <= greatest)
                {
                    yield return step;
                }
            }
        }
    }

    private static double Tallest(IReadOnlyList<LineSeries> parts) => Enumerable.Range(0, parts[0].Values.Count).Select(i => parts.Sum(part => part.Values[i])).DefaultIfEmpty().Max();
}
