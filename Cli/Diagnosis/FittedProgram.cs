using System.Globalization;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Reports.Runs;
using AllocSim.Simulator.Allocation.Diagnosis;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Workloads.Generators;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Statistics;

namespace AllocSim.Cli.Diagnosis;

/// <summary>The program that statistics tell of, as a workload that can be replayed with other options: so much of it that a replay takes a moment, and for so long that unused pages come to be given back.</summary>
public sealed class FittedProgram
{
    private const string Name = "fitted";
    private const double OperationsMax = 1e6;
    private const double LiveMax = 400_000;
    private const double LiveMin = 20_000;

    /// <summary>Several times as long as pages wait by default.</summary>
    private const double SecondsWanted = 30;

    private readonly RunRequest _request;

    private FittedProgram(RunRequest request, double parts, double seconds)
    {
        _request = request;
        Parts = parts;
        Seconds = seconds;
    }

    /// <summary>Into how many parts the program was divided, one of which is the workload; at least 1. Live objects and rates are divided, lifetimes are not.</summary>
    public double Parts { get; }

    /// <summary>How long the workload goes on, seconds of its own clock.</summary>
    public double Seconds { get; }

    /// <summary>The policy that replays it.</summary>
    public Policy Policy => _request.Policy!;

    /// <summary>The options that the statistics tell, where they matter and are not the defaults.</summary>
    public string Conf => _request.Conf;

    /// <summary>Fits it: once by what the statistics say, and again by how much more or less than that a replay of the first fit says. A replay has caches too, and what lies in them counts as handed out in both.</summary>
    /// <param name="load">What the statistics say.</param>
    /// <param name="policies">The policies, of which one replays it.</param>
    /// <param name="reader">Who reads what a replay prints.</param>
    /// <returns>Null where no policy is this release of the allocator.</returns>
    public static FittedProgram? Of(ProgramLoad load, PolicyRegistry policies, IDumpReader reader)
    {
        if (policies.Find(load.Policy) is not { } policy)
        {
            return null;
        }

        double live = Math.Max(1, load.Classes.Sum(one => one.Live));
        double perSecond = LoadDescription.PerSecond(load);
        double operations = 2 * perSecond * Math.Min(SecondsWanted, load.Seconds ?? SecondsWanted);
        double parts = Math.Max(1, Math.Max(live / LiveMax, Math.Min(operations / OperationsMax, live / LiveMin)));
        ProgramLoad part = load with { Classes = [.. load.Classes.Select(one => new LoadClass(one.Size, one.Requests / parts, one.Live / parts))] };
        FittedProgram first = Make(part, policy, parts, perSecond);
        if (first.Replay("", reader) is not var (_, _, printed) || reader.Load(printed) is not { } said)
        {
            return first;
        }

        Dictionary<double, double> had = said.Classes.ToDictionary(one => one.Size, one => one.Live);
        return Make(part with { Classes = [.. part.Classes.Select(one => one with { Live = Math.Max(0, (2 * one.Live) - had.GetValueOrDefault(one.Size)) })] }, policy, parts, perSecond);
    }

    /// <summary>Replays it with more options than the statistics tell.</summary>
    /// <param name="trial">The options, which go before; empty for none.</param>
    /// <param name="reader">Who reads what the replay prints at its end.</param>
    /// <returns>What the run came to, what is to be said of its statistics, and these; null where the policy refuses the options.</returns>
    public (RunResult Run, Simulator.Allocation.Diagnosis.Diagnosis Said, string Printed)? Replay(string trial, IDumpReader reader)
    {
        // What comes later in such a string counts.
        string conf = string.Join(Policy.Grammar.Separator, ((string[])[Conf, trial]).Where(each => each.Length > 0));
        OptionCheck check = Policy.Check(conf).Strict();
        if (check.Errors.Count > 0)
        {
            return null;
        }

        using StringWriter statistics = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        RunResult run = RecordedReplay.Run(_request with { Conf = conf, Check = check }, new ReplayOutputs { Depth = RecordingDepth.Averages, StatsOptions = Policy.StatisticsOptions?.Usual ?? "", FinalStats = () => statistics });
        string printed = statistics.ToString();
        return (run, reader.Diagnose(printed), printed);
    }

    private static FittedProgram Make(ProgramLoad part, Policy policy, double parts, double perSecond)
    {
        using StringReader text = new(LoadDescription.ToYaml(part, Name));
        WorkloadModel model = WorkloadModel.Parse(text, Name);
        double live = part.Classes.Sum(one => one.Live);
        using GeneratedTrace trace = new(model with { Operations = Math.Min(model.Operations, (long)(live + OperationsMax)) });
        InMemoryTrace decoded = InMemoryTrace.Load(trace);
        string conf = ConfOf(part.Options, policy);
        RunRequest request = new()
        {
            TracePath = Name,
            Policy = policy,
            Conf = conf,
            Check = policy.Check(conf),
            Decoded = decoded,
            KnownSha256 = "",
            KnownCalls = new(() => FirstCalls.Of(decoded.Open())),
        };
        return new(request, parts, Math.Max(0, (decoded.OperationCount - live) * parts / (2 * perSecond)));
    }

    private static string ConfOf(IReadOnlyList<KeyValuePair<string, string>> told, Policy policy)
    {
        string conf = "";
        foreach (PolicyOption option in policy.Options.Where(option => option.Tuning.Decides != TuningEffect.None))
        {
            string value = told.FirstOrDefault(each => each.Key == option.Name).Value ?? option.Default;
            string longer = $"{conf}{(conf.Length == 0 ? "" : policy.Grammar.Separator)}{option.Name}{policy.Grammar.Assign}{value}";
            if (value != option.Default && policy.Check(longer).Strict().Errors.Count == 0)
            {
                conf = longer;
            }
        }

        return conf;
    }
}
