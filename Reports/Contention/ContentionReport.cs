using AllocSim.Reports.Tables;
using AllocSim.Simulator.Contention.Results;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Contention;

/// <summary>What a contended run leaves beside what every run does.</summary>
public sealed record ContentionReport
{
    /// <summary>From the first operation's start to the last one's end.</summary>
    public required long SimulatedNs { get; init; }

    /// <summary>Operations.</summary>
    public required long Operations { get; init; }

    /// <summary>Mutexes.</summary>
    public required IReadOnlyList<MutexRow> Mutexes { get; init; }

    /// <summary>Mutexes by window of time.</summary>
    public required IReadOnlyList<MutexWindowRow> Timeline { get; init; }

    /// <summary>Operations by call and size class.</summary>
    public required IReadOnlyList<LatencyRow> Latencies { get; init; }

    /// <summary>Threads.</summary>
    public required IReadOnlyList<ThreadRow> Threads { get; init; }

    /// <summary>CPUs.</summary>
    public required IReadOnlyList<CpuRow> Cpus { get; init; }

    /// <summary>Operations by call and duration.</summary>
    public required IReadOnlyList<LatencyBinRow> LatencyBins { get; init; }

    /// <summary>Who held the mutexes.</summary>
    public required IReadOnlyList<HolderRow> Holders { get; init; }

    /// <summary>99 % of all calls took no longer, within 1.6 %.</summary>
    public long P99Ns { get; init; }

    /// <summary>The mutex that was waited for longest; null where nobody waited.</summary>
    public MutexRow? Hottest => Mutexes.MaxBy(row => row.WaitedNs) is { WaitedNs: > 0 } hottest ? hottest : null;

    /// <summary>Time that all threads together waited for locks.</summary>
    public long LockWaitNs => Threads.Sum(thread => thread.LockWaitNs);

    /// <summary>Puts together what a run left.</summary>
    public static ContentionReport From(IContendedRun run, IReadOnlyList<NamedMutexes> named, MutexTimeline timeline, IReadOnlyList<HolderRow> holders) => new()
    {
        SimulatedNs = run.SimulatedNs,
        Operations = run.OperationCount,
        Mutexes = MutexRow.From(named, run.Kernel, run.SimulatedNs),
        Timeline = timeline.Rows(named),
        Latencies = LatencyRow.From(run.Latencies),
        LatencyBins = LatencyBinRow.From(run.Latencies),
        P99Ns = Quantile(run.Latencies, 0.99),
        Threads = [.. run.ThreadSummaries.Select(ThreadRow.From)],
        Cpus = CpuRow.From(run.Kernel),
        Holders = holders,
    };

    /// <summary>A run's summary with what only a contended run has.</summary>
    public SummaryRow AddTo(SummaryRow summary) => summary with
    {
        SimulatedNs = SimulatedNs,
        LockWaitNs = LockWaitNs,
        P99LatencyNs = P99Ns,
        HottestMutex = Hottest?.Mutex ?? "",
        HottestWaitShare = Hottest?.WaitShare ?? 0,
    };

    /// <summary>Writes the tables.</summary>
    /// <param name="directory">An existing directory.</param>
    public void Write(string directory)
    {
        Write(directory, "mutexes.csv", output => CsvTable.Write(output, Mutexes));
        Write(directory, "mutexes_timeline.csv", output => CsvTable.Write(output, Timeline));
        Write(directory, "latency.csv", output => CsvTable.Write(output, Latencies));
        Write(directory, "latency_histogram.csv", output => CsvTable.Write(output, LatencyBins));
        Write(directory, "threads.csv", output => CsvTable.Write(output, Threads));
        Write(directory, "holders.csv", output => CsvTable.Write(output, Holders));
        Write(directory, "cpus.csv", output => CsvTable.Write(output, Cpus));
    }

    /// <summary>Says in words where the threads waited.</summary>
    public IEnumerable<string> Words()
    {
        double perSecond = SimulatedNs == 0 ? 0 : Operations * 1e9 / SimulatedNs;
        yield return $"simulated: {Quantity.Count(Operations, "operation")} in {Quantity.Nanoseconds(SimulatedNs)}, {Quantity.Count((long)perSecond)} a second; threads waited {Quantity.Nanoseconds(LockWaitNs)} for locks" + (P99Ns == 0 ? "" : $"; 99% of calls took at most {Quantity.Nanoseconds(P99Ns)}");
        if (Hottest is { } hottest)
        {
            yield return FormattableString.Invariant($"hottest mutex: {hottest.Mutex}, {Quantity.Percent(hottest.WaitShare)} of the waiting, held {Quantity.Percent(hottest.Utilisation)} of the time, {Quantity.Count((long)(hottest.NumSpinAcq + hottest.NumWait))} of {Quantity.Count((long)hottest.NumOps, "acquisition")} had to wait, {Quantity.Count((long)hottest.NumWait)} of them blocked");
            HolderRow[] holders = [.. Holders.Where(row => row.Mutex == hottest.Mutex)];
            (int thread, double share) = holders.GroupBy(row => row.Thread).Select(group => (group.Key, group.Sum(row => row.HeldShare))).MaxBy(most => most.Item2);
            (string call, double callShare) = holders.GroupBy(row => row.Operation).Select(group => (group.Key, group.Sum(row => row.HeldShare))).MaxBy(most => most.Item2);
            yield return FormattableString.Invariant($"who holds it: {Quantity.Count(holders.DistinctBy(row => row.Thread).Count(), "thread")}, most of all {(thread < 0 ? "background " : "")}thread {(thread < 0 ? -1 - thread : thread)} ({Quantity.Percent(share)} of the time it is held); {Quantity.Percent(callShare)} of that time in {call}");
        }
    }

    private static long Quantile(LatencyTable latencies, double share)
    {
        (long UpperNs, long Count)[] buckets = [.. latencies.Cells.SelectMany(cell => cell.Value.Buckets()).OrderBy(bucket => bucket.UpperNs)];
        long rank = (long)Math.Ceiling(share * buckets.Sum(bucket => bucket.Count));
        foreach ((long upperNs, long count) in buckets)
        {
            rank -= count;
            if (rank <= 0)
            {
                return Math.Min(upperNs, latencies.Cells.Max(cell => cell.Value.MaxNs));
            }
        }

        return 0;
    }

    private static void Write(string directory, string name, Action<Stream> write)
    {
        using FileStream output = File.Create(Path.Combine(directory, name));
        write(output);
    }
}
