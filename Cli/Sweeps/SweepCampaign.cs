using System.Globalization;
using System.Text;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Workloads.Digests;

namespace AllocSim.Cli.Sweeps;

/// <summary>A sweep over one trace or several: which runs it has, which of them a journal still lacks, and the rows that come of them.</summary>
/// <remarks>A run has a number: that of its point times the number of traces, plus that of its trace. All points of a trace run before the next trace is decoded.</remarks>
public sealed class SweepCampaign
{
    private readonly SweepSpec _spec;
    private readonly SweepPoints _points;
    private readonly IReadOnlyList<WeightedTrace> _traces;
    private readonly RunRequest[] _common;
    private readonly PolicyRegistry _policies;
    private readonly SweepKnobs[] _knobs;

    /// <summary>Makes a campaign of a sweep that was checked.</summary>
    /// <param name="spec">The sweep.</param>
    /// <param name="points">Its points.</param>
    /// <param name="traces">Its traces.</param>
    /// <param name="common">What all runs have in common, for each trace; a trace that is decoded already is not read again.</param>
    /// <param name="policies">The policies.</param>
    public SweepCampaign(SweepSpec spec, SweepPoints points, IReadOnlyList<WeightedTrace> traces, IReadOnlyList<RunRequest> common, PolicyRegistry policies)
    {
        _spec = spec;
        _points = points;
        _traces = traces;
        _common = [.. common];
        _policies = policies;
        _knobs = [.. common.Select(request => new SweepKnobs(request, policies, spec.FirstPolicy))];
    }

    /// <summary>Columns of its rows. With several traces the last one is the trace's weight.</summary>
    public IReadOnlyList<string> Columns => ["point", .. SweepRunner.Columns(_spec, _knobs[0]), .. _traces.Count > 1 ? (string[])[CombinedRows.WeightColumn] : []];

    /// <summary>Runs that a journal lacks.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="k">Which shard, from 1.</param>
    /// <param name="n">Number of shards.</param>
    public int Left(SweepJournal journal, int k, int n) => Enumerable.Range(0, _traces.Count).Sum(trace => Left(journal, k, n, trace).Length);

    /// <summary>Runs what a journal lacks.</summary>
    /// <param name="journal">The journal, which takes the rows.</param>
    /// <param name="k">Which shard, from 1.</param>
    /// <param name="n">Number of shards.</param>
    /// <param name="jobs">Threads; at least 1.</param>
    /// <param name="progress">Who tells how far it is.</param>
    public void Run(SweepJournal journal, int k, int n, int jobs, SweepProgress progress)
    {
        for (int trace = 0; trace < _traces.Count; trace++)
        {
            int[] left = Left(journal, k, n, trace);
            if (left.Length > 0)
            {
                int at = trace;
                SweepRunner runner = SweepRunner.Prepare(_spec, _knobs[trace], _common[trace]);
                runner.Run(left.Select(point => _points[point] with { Number = (point * _traces.Count) + at }), journal, jobs, progress);
            }
        }
    }

    /// <summary>The rows of a journal, point by point.</summary>
    public IEnumerable<IReadOnlyList<string>> Rows(SweepJournal journal)
        => journal.Rows().Select(row => (IReadOnlyList<string>)[
            (row.Number / _traces.Count).ToString(CultureInfo.InvariantCulture), .. row.Values,
            .. _traces.Count > 1 ? (string[])[_traces[row.Number % _traces.Count].Weight.ToString(CultureInfo.InvariantCulture)] : []]);

    /// <summary>What a journal must agree with to be gone on with: a digest of everything that decides its rows.</summary>
    public string Identity(int k, int n)
    {
        Sha256Digest hash = new();
        for (int i = 0; i < _common.Length; i++)
        {
            // Kept for the runs: the digest of a trace takes a sixth of the time that it takes to decode it.
            RunRequest common = _common[i] = _common[i] with { KnownSha256 = _common[i].Sha256() };
            WeightedTrace trace = _traces[i];
            Add([RunRequest.Version, common.Sha256(), common.TraceName, .. RunIdentity.Of(common)]);
            if (common.Contended is { } contended)
            {
                Add(contended.ToString(), string.Join(' ', _policies.All.SelectMany(policy => contended.Settings.Costs.For(policy.CostSteps).ToPicoseconds())));
            }

            if (_traces.Count > 1)
            {
                Add(trace.Weight.ToString(CultureInfo.InvariantCulture));
            }
        }

        Add([.. _spec.Axes.Select(axis => axis.Name)]);
        for (int number = 0; number < _points.Count; number++)
        {
            Add([.. _points[number].Texts]);
        }

        return string.Create(CultureInfo.InvariantCulture, $"sweep {hash.Finish()} shard {k}/{n}");

        void Add(params string[] texts) => hash.Add(Encoding.UTF8.GetBytes(string.Join('\t', texts) + "\n"));
    }

    private int[] Left(SweepJournal journal, int k, int n, int trace)
        => [.. Enumerable.Range(0, _points.Count).Where(point => point % n == k - 1 && !journal.Holds((point * _traces.Count) + trace))];
}
