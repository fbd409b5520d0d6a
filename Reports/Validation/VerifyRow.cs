using AllocSim.Simulator.Text;
using CsvHelper;

namespace AllocSim.Reports.Validation;

/// <summary>One workload with one option set, real beside simulated: a row of verify.csv.</summary>
[CsvRecord]
public sealed partial record VerifyRow
{
    /// <summary>Shares may be apart by so much.</summary>
    public const double ShareBound = 0.20;

    /// <summary>Ratios of throughputs may differ by this factor.</summary>
    public const double RatioBound = 1.5;

    /// <summary>The workload.</summary>
    [CsvColumn("workload")]
    public string Workload { get; init; } = "";

    /// <summary>Its threads.</summary>
    [CsvColumn("threads")]
    public int Threads { get; init; }

    /// <summary>The allocator's options.</summary>
    [CsvColumn("conf")]
    public string Conf { get; init; } = "";

    /// <summary>Real runs, of which these are medians.</summary>
    [CsvColumn("runs")]
    public int Runs { get; init; }

    /// <summary>Acquisitions of all mutexes that are compared; empty, as are the shares and distances, where the library does not count them.</summary>
    [CsvColumn("real_ops")]
    public double? RealOps { get; init; }

    /// <summary>In the real run with the least.</summary>
    [CsvColumn("real_ops_min")]
    public double? RealOpsMin { get; init; }

    /// <summary>In the real run with the most.</summary>
    [CsvColumn("real_ops_max")]
    public double? RealOpsMax { get; init; }

    /// <summary>The same, simulated.</summary>
    [CsvColumn("simulated_ops")]
    public double SimulatedOps { get; init; }

    /// <summary>Share of acquisitions that spun.</summary>
    [CsvColumn("real_spun_share")]
    public double? RealSpun { get; init; }

    /// <summary>The same, simulated.</summary>
    [CsvColumn("simulated_spun_share")]
    public double SimulatedSpun { get; init; }

    /// <summary>Share of acquisitions that blocked.</summary>
    [CsvColumn("real_blocked_share")]
    public double? RealBlocked { get; init; }

    /// <summary>The same, simulated.</summary>
    [CsvColumn("simulated_blocked_share")]
    public double SimulatedBlocked { get; init; }

    /// <summary>Share of acquisitions with another owner than before.</summary>
    [CsvColumn("real_owner_switch_share")]
    public double? RealOwner { get; init; }

    /// <summary>The same, simulated.</summary>
    [CsvColumn("simulated_owner_switch_share")]
    public double SimulatedOwner { get; init; }

    /// <summary>Calls a second.</summary>
    [CsvColumn("real_calls_per_second")]
    public double RealRate { get; init; }

    /// <summary>In the slowest real run.</summary>
    [CsvColumn("real_calls_per_second_min")]
    public double RealRateMin { get; init; }

    /// <summary>In the fastest real run.</summary>
    [CsvColumn("real_calls_per_second_max")]
    public double RealRateMax { get; init; }

    /// <summary>The same, simulated.</summary>
    [CsvColumn("simulated_calls_per_second")]
    public double SimulatedRate { get; init; }

    /// <summary>Throughput by that of the workload's first option set.</summary>
    [CsvColumn("real_ratio")]
    public double RealRatio { get; init; }

    /// <summary>The same, simulated.</summary>
    [CsvColumn("simulated_ratio")]
    public double SimulatedRatio { get; init; }

    /// <summary>Simulated operations by real ones.</summary>
    [CsvColumn("ops_factor")]
    public double? OpsFactor { get; init; }

    /// <summary>How far the shares that spun are apart, in percentage points.</summary>
    [CsvColumn("spun_distance_points")]
    public double? SpunDistance { get; init; }

    /// <summary>How far the shares that blocked are apart, in percentage points.</summary>
    [CsvColumn("blocked_distance_points")]
    public double? BlockedDistance { get; init; }

    /// <summary>How far the shares of owner switches are apart, in percentage points.</summary>
    [CsvColumn("owner_switch_distance_points")]
    public double? OwnerDistance { get; init; }

    /// <summary>Simulated throughput by the real one.</summary>
    [CsvColumn("throughput_factor")]
    public double RateFactor { get; init; }

    /// <summary>Simulated ratio by the real one.</summary>
    [CsvColumn("ratio_factor")]
    public double RatioFactor { get; init; }

    /// <summary>Whether the ratio is within its bound.</summary>
    public bool IsRatioWithin => RatioFactor is >= 1 / RatioBound and <= RatioBound;

    /// <summary>Whether the library counted acquisitions.</summary>
    public bool HasCounts => RealOps.HasValue;

    /// <summary>Whether the counts are equal.</summary>
    public bool AreOpsEqual => SimulatedOps == RealOps;

    /// <summary>Whether the simulated count is no further out than the real runs are: with threads that meet it depends on who comes first.</summary>
    public bool AreOpsWithinRuns => SimulatedOps >= RealOpsMin && SimulatedOps <= RealOpsMax;

    /// <summary>The rows of one workload, in the order of its option sets; the first one is what throughputs are compared with.</summary>
    /// <param name="workload">Its name.</param>
    /// <param name="threads">Its threads.</param>
    /// <param name="countsLocks">Whether the library counts acquisitions.</param>
    /// <param name="sets">For each option set the options, every real run, and the simulated one.</param>
    public static IReadOnlyList<VerifyRow> From(string workload, int threads, bool countsLocks, IReadOnlyList<(string Conf, IReadOnlyCollection<ContendedFigures> Real, ContendedFigures Simulated)> sets)
    {
        List<VerifyRow> rows = [];
        foreach ((string conf, IReadOnlyCollection<ContendedFigures> runs, ContendedFigures simulated) in sets)
        {
            ContendedFigures real = ContendedFigures.MedianOf(runs);
            double realRatio = Factor(real.CallsPerSecond, rows.Count == 0 ? real.CallsPerSecond : rows[0].RealRate);
            double simulatedRatio = Factor(simulated.CallsPerSecond, rows.Count == 0 ? simulated.CallsPerSecond : rows[0].SimulatedRate);
            VerifyRow row = new()
            {
                Workload = workload,
                Threads = threads,
                Conf = conf,
                Runs = runs.Count,
                SimulatedOps = simulated.Operations,
                SimulatedSpun = simulated.SpunShare,
                SimulatedBlocked = simulated.BlockedShare,
                SimulatedOwner = simulated.OwnerShare,
                RealRate = real.CallsPerSecond,
                RealRateMin = runs.Min(run => run.CallsPerSecond),
                RealRateMax = runs.Max(run => run.CallsPerSecond),
                SimulatedRate = simulated.CallsPerSecond,
                RealRatio = realRatio,
                SimulatedRatio = simulatedRatio,
                RateFactor = Factor(simulated.CallsPerSecond, real.CallsPerSecond),
                RatioFactor = Factor(simulatedRatio, realRatio),
            };
            rows.Add(countsLocks ? row.WithCounts(real, runs, simulated) : row);
        }

        return rows;
    }

    private VerifyRow WithCounts(ContendedFigures real, IReadOnlyCollection<ContendedFigures> runs, ContendedFigures simulated) => this with
    {
        RealOps = real.Operations,
        RealOpsMin = runs.Min(run => run.Operations),
        RealOpsMax = runs.Max(run => run.Operations),
        RealSpun = real.SpunShare,
        RealBlocked = real.BlockedShare,
        RealOwner = real.OwnerShare,
        OpsFactor = Factor(simulated.Operations, real.Operations),
        SpunDistance = Math.Abs(simulated.SpunShare - real.SpunShare) * 100,
        BlockedDistance = Math.Abs(simulated.BlockedShare - real.BlockedShare) * 100,
        OwnerDistance = Math.Abs(simulated.OwnerShare - real.OwnerShare) * 100,
    };

    /// <summary>What is outside its bound, a line each.</summary>
    public IEnumerable<string> Failures()
    {
        string name = FormattableString.Invariant($"{Workload}, {Threads} {Quantity.Noun(Threads, "thread")}, {(Conf.Length == 0 ? "default options" : Conf)}");
        if (HasCounts && !AreOpsWithinRuns)
        {
            yield return RealOpsMin == RealOpsMax
                ? FormattableString.Invariant($"{name}: {SimulatedOps:F0} lock operations simulated, {RealOps:F0} in every real run; expected as many")
                : FormattableString.Invariant($"{name}: {SimulatedOps:F0} lock operations simulated, {RealOpsMin:F0} to {RealOpsMax:F0} in real runs; expected to be among these");
        }

        foreach ((string what, double? real, double simulated, double? distance) in new[]
        {
            ("spun", RealSpun, SimulatedSpun, SpunDistance),
            ("blocked", RealBlocked, SimulatedBlocked, BlockedDistance),
            ("other owner", RealOwner, SimulatedOwner, OwnerDistance),
        })
        {
            if (distance > ShareBound * 100)
            {
                yield return FormattableString.Invariant($"{name}: {what} {Quantity.Percent(simulated)} simulated, {Quantity.Percent(real ?? 0)} real; expected at most {ShareBound * 100:F0} points between them");
            }
        }

        if (!IsRatioWithin)
        {
            yield return FormattableString.Invariant($"{name}: throughput {SimulatedRatio:F2} times that of the first option set simulated, {RealRatio:F2} real; expected at most a factor of {RatioBound} between them");
        }
    }

    private static double Factor(double value, double of) => of == 0 ? (value == 0 ? 1 : double.PositiveInfinity) : value / of;
}
