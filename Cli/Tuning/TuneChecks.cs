using System.Globalization;
using AllocSim.Cli.Runs;
using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Tuning;

/// <summary>Runs an answer beside the defaults where it was not tuned: on each half of the traces, with the other touch mode, with 2 and 8 CPUs, with each thread doubled.</summary>
public sealed class TuneChecks
{
    private readonly TuneStudy _study;
    private readonly TuneGoal _goal;

    /// <summary>Makes the checks.</summary>
    /// <param name="study">Who runs settings.</param>
    /// <param name="goal">What was looked for.</param>
    public TuneChecks(TuneStudy study, TuneGoal goal)
    {
        _study = study;
        _goal = goal;
    }

    /// <summary>Runs them; nothing where the answer is the defaults.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="directory">Where parts of traces go.</param>
    /// <returns>A few words each.</returns>
    public IReadOnlyList<string> Run(TuneOutcome answer, string directory)
    {
        if (answer.Setting.Key == _goal.Reference!.Setting.Key)
        {
            return [];
        }

        TuneSetting[] both = [_goal.Reference.Setting, answer.Setting];
        List<string> words = [];
        bool isFirst = _study.Common[0].Touch == TouchMode.First;
        Check("first halves", Parts("first-half", (path, request, half) => TraceParts.WriteSlice(path, request, 0, half)));
        Check("second halves", Parts("second-half", (path, request, half) => TraceParts.WriteSlice(path, request, half, long.MaxValue)));
        Check($"--touch {(isFirst ? "size" : "first")}", Whole(), ("touch", isFirst ? "size" : "first"));
        foreach (int cpus in (int[])[2, 8])
        {
            if (_study.Common[0].Machine.CpuCount != cpus)
            {
                Check(string.Create(CultureInfo.InvariantCulture, $"{cpus} CPUs"), Whole(), ("cpus", cpus.ToString(CultureInfo.InvariantCulture)));
            }
        }

        Check("threads doubled", Parts("doubled", (path, request, _) => TraceParts.WriteDoubled(path, request)));
        return words;

        (IReadOnlyList<WeightedTrace> Traces, IReadOnlyList<RunRequest> Common) Whole() => (_study.Traces, _study.Common);

        (IReadOnlyList<WeightedTrace> Traces, IReadOnlyList<RunRequest> Common) Parts(string name, Action<string, RunRequest, long> write)
        {
            WeightedTrace[] traces = [.. _study.Traces.Select((trace, i) =>
            {
                string path = Path.Combine(directory, "parts", $"{_study.Common[i].TraceName}-{name}.atrace");
                write(path, _study.Common[i], _study.Common[i].Decoded!.OperationCount / 2);
                return trace with { Path = path };
            })];
            return (traces, [.. traces.Select((trace, i) => _study.Common[i] with { TracePath = trace.Path, Decoded = null, KnownSha256 = null })]);
        }

        void Check(string what, (IReadOnlyList<WeightedTrace> Traces, IReadOnlyList<RunRequest> Common) on, params (string Name, string Value)[] machine)
        {
            IReadOnlyList<TuneOutcome> outcomes = _study.RunAlone("check " + what.TrimStart('-'), both, on.Traces, on.Common, 0, machine);
            TuneGoal goal = _goal with { Reference = outcomes[0] };
            string missed = string.Join(", ", goal.Breaches(outcomes[1]).Where(breach => !breach.IsMet).Select(breach => breach.Limit.Text).Distinct());
            words.Add($"{what} {TuneText.Change(goal.Score(outcomes[1]) - 1)}{(missed.Length == 0 ? "" : $" (misses {missed})")}");
        }
    }
}
