using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using AllocSim.Cli.Differential.Comparing;
using AllocSim.Cli.Differential.Explaining;
using AllocSim.Cli.Differential.Library;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Text;
using AllocSim.Workloads;
using AllocSim.Workloads.Files;

namespace AllocSim.Cli.Differential.Campaigns;

/// <summary>Holds policies against their libraries by random traces and options, several cases at a time.</summary>
internal sealed class RandomCampaign
{
    private const double ProgressSeconds = 10;

    private readonly IReadOnlyList<(Policy Policy, LibraryFile Library, RecordSource? Records)> _pairs;
    private readonly SeedRange _seeds;
    private readonly int _operations;
    private readonly ProcessLimits _limits;
    private readonly CampaignTally[] _tallies;
    private readonly SortedDictionary<(int Pair, ulong Seed), Comparison> _odd = [];
    private readonly Lock _lock = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private double _toldSeconds;

    /// <summary>Makes a campaign.</summary>
    /// <param name="pairs">Policies with their libraries, and where records of those are read, if at all; each policy draws cases.</param>
    /// <param name="seeds">A case for each of them and each policy.</param>
    /// <param name="operations">Most operations of a case.</param>
    /// <param name="limits">What the process of each library may take.</param>
    public RandomCampaign(IReadOnlyList<(Policy Policy, LibraryFile Library, RecordSource? Records)> pairs, SeedRange seeds, int operations, ProcessLimits limits)
    {
        _pairs = pairs;
        _seeds = seeds;
        _operations = operations;
        _limits = limits;
        _tallies = [.. pairs.Select(pair => new CampaignTally(pair.Policy.Name))];
    }

    /// <summary>What came of it, policy by policy.</summary>
    public IReadOnlyList<CampaignTally> Tallies => _tallies;

    /// <summary>Runs all cases, tells what was odd about some, and the totals.</summary>
    /// <param name="jobs">Cases at a time.</param>
    /// <param name="folder">Where the shortest traces of differences go, a folder each; null for nowhere.</param>
    /// <param name="terminal">Who is told.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public int Run(int jobs, string? folder, Terminal terminal)
    {
        RunCases(jobs, terminal);
        foreach (((int pair, ulong seed), Comparison comparison) in _odd)
        {
            DifferingCase compared = Draw(pair, seed);
            ComparisonReport.Write(compared, comparison, folder is null ? null : Path.Combine(folder, FormattableString.Invariant($"{_pairs[pair].Policy.Name}-{seed}")), terminal);
        }

        foreach (CampaignTally tally in _tallies)
        {
            terminal.Output.WriteLine(tally.Words());
        }

        long differences = _tallies.Sum(tally => tally.Differences);
        long operations = _tallies.Sum(tally => tally.Operations);
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"differential: {Quantity.Count(operations, "operation")}, {_tallies.Length} {Quantity.Noun(_tallies.Length, "policy", "policies")}, {differences} {Quantity.Noun(differences, "difference")}"));
        terminal.Say(Rate(operations));
        return differences == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private void RunCases(int jobs, Terminal terminal)
    {
        long cases = (long)_seeds.Count * _pairs.Count;
        try
        {
            Parallel.For(0, cases, new ParallelOptions { MaxDegreeOfParallelism = jobs }, i => RunCase((int)(i % _pairs.Count), _seeds.First + (ulong)(i / _pairs.Count), terminal));
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    private void RunCase(int pair, ulong seed, Terminal terminal)
    {
        DifferingCase drawn = Draw(pair, seed);
        Comparison comparison = LibraryComparer.Compare(drawn.OpenTrace(), drawn.Settings);
        lock (_lock)
        {
            _tallies[pair].Add(comparison);
            if (!comparison.IsExact)
            {
                _odd[(pair, seed)] = comparison;
            }

            double seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
            if (seconds - _toldSeconds >= ProgressSeconds)
            {
                _toldSeconds = seconds;
                terminal.Say(string.Create(CultureInfo.InvariantCulture,
                    $"{_tallies.Sum(tally => tally.Cases):N0} of {Quantity.Count((long)_seeds.Count * _pairs.Count, "case")}, {Quantity.Count(_tallies.Sum(tally => tally.Differences), "difference")}; {Rate(_tallies.Sum(tally => tally.Operations))}"));
            }
        }
    }

    private string Rate(long operations)
    {
        double seconds = Math.Max(Stopwatch.GetElapsedTime(_began).TotalSeconds, 1e-3);
        return string.Create(CultureInfo.InvariantCulture, $"{Quantity.Count(operations, "operation")} in {seconds:0.0} s, {operations / seconds:N0} a second");
    }

    private DifferingCase Draw(int pair, ulong seed)
    {
        (Policy policy, LibraryFile library, RecordSource? records) = _pairs[pair];
        RandomCase drawn = policy.DrawCase(seed, _operations)!;
        string name = FormattableString.Invariant($"seed {seed}, {policy.Name}{(drawn.Conf.Length == 0 ? "" : $", {drawn.Conf}")}");
        byte[] text = drawn.TraceBytes();
        return new DifferingCase(name, OpenTrace, new ComparisonSettings(policy, library, drawn.Conf, drawn.Cpus) { Records = records, Limits = _limits });

        ITraceSource OpenTrace() => TraceFile.Open(new MemoryStream(text), name, TraceReadOptions.Strict);
    }
}
