using System.CommandLine;
using System.Globalization;
using System.Text;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Sweeps;
using AllocSim.Reports.Tables;

namespace AllocSim.Cli.Tuning;

/// <summary>Runs settings, a generation at a time, and keeps what they came to. A generation is a sweep file in a folder; what lies there already is read back.</summary>
public sealed class TuneStudy
{
    private const string Folder = "generations";

    private readonly string _directory;
    private readonly PolicyRegistry _policies;
    private readonly int _jobs;
    private readonly bool _plansOnly;
    private readonly Dictionary<string, TuneOutcome> _known = [];
    private readonly List<TuneOutcome> _outcomes = [];
    private int _generation;

    /// <summary>Makes a study.</summary>
    /// <param name="directory">Where everything is kept.</param>
    /// <param name="traces">The traces.</param>
    /// <param name="common">What all runs have in common, for each trace; decoded.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="jobs">Threads; at least 1.</param>
    /// <param name="plansOnly">Whether a generation that is not there is only written down.</param>
    public TuneStudy(string directory, IReadOnlyList<WeightedTrace> traces, IReadOnlyList<RunRequest> common, PolicyRegistry policies, int jobs, bool plansOnly)
    {
        _directory = Path.Combine(directory, Folder);
        Traces = traces;
        Common = common;
        _policies = policies;
        _jobs = jobs;
        _plansOnly = plansOnly;
    }

    /// <summary>The traces.</summary>
    public IReadOnlyList<WeightedTrace> Traces { get; }

    /// <summary>What all runs have in common, for each trace.</summary>
    public IReadOnlyList<RunRequest> Common { get; }

    /// <summary>What was run on the whole traces so far, in order.</summary>
    public IReadOnlyList<TuneOutcome> Outcomes => _outcomes;

    /// <summary>Whether a setting was run on the whole traces.</summary>
    public bool Knows(TuneSetting setting) => _known.ContainsKey(setting.Key);

    /// <summary>Runs settings on the whole traces, those that were run before excepted.</summary>
    /// <param name="what">What the generation is for, in a word or two.</param>
    /// <param name="settings">The settings.</param>
    /// <returns>What each came to.</returns>
    public IReadOnlyList<TuneOutcome> Evaluate(string what, IReadOnlyList<TuneSetting> settings)
    {
        TuneSetting[] fresh = [.. settings.DistinctBy(setting => setting.Key).Where(setting => !Knows(setting))];
        if (fresh.Length > 0)
        {
            foreach (TuneOutcome outcome in RunAlone(what, fresh, Traces, Common, _outcomes.Count))
            {
                _known.Add(outcome.Setting.Key, outcome);
                _outcomes.Add(outcome);
            }
        }

        return [.. settings.Select(setting => _known[setting.Key])];
    }

    /// <summary>Runs settings on other traces or machines; nothing of it counts as known.</summary>
    /// <param name="what">What the generation is for, in a word or two.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="traces">The traces.</param>
    /// <param name="common">What all runs have in common, for each trace.</param>
    /// <param name="first">Number of the first outcome.</param>
    /// <param name="machine">What a sweep varies of the machine, as NAME and VALUE, the same for all.</param>
    public IReadOnlyList<TuneOutcome> RunAlone(string what, IReadOnlyList<TuneSetting> settings, IReadOnlyList<WeightedTrace> traces, IReadOnlyList<RunRequest> common, int first = 0, params IReadOnlyList<(string Name, string Value)> machine)
    {
        _generation++;
        string name = string.Create(CultureInfo.InvariantCulture, $"{_generation:00}-{what.Replace(' ', '-')}");
        string spec = Path.Combine(_directory, name + ".yaml");
        string folder = Path.Combine(_directory, name);
        WriteSpec(spec, Describe(what, settings, traces, common, machine));
        string table = Path.Combine(folder, "points.csv");
        if (!File.Exists(table))
        {
            if (_plansOnly)
            {
                throw new TunePause(spec, folder);
            }

            Run(spec, folder, traces, common);
        }

        return Read(table, settings, traces.Count, first);
    }

    private static void WriteSpec(string path, string text)
    {
        if (File.Exists(path))
        {
            if (File.ReadAllText(path) != text)
            {
                throw new UsageException($"{path} is of another search: choose another --out, or remove the folder");
            }

            return;
        }

        using OutputSet outputs = new();
        using (StreamWriter file = new(outputs.File(path), new UTF8Encoding(false)))
        {
            file.Write(text);
        }

        outputs.Commit();
    }

    private string Describe(string what, IReadOnlyList<TuneSetting> settings, IReadOnlyList<WeightedTrace> traces, IReadOnlyList<RunRequest> common, IReadOnlyList<(string Name, string Value)> machine)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"# Generation {_generation} of a search: {what}. Run it with the search's own options for the machine.\ntraces:\n");
        foreach (WeightedTrace trace in traces)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - {{{Quoted(Path.GetRelativePath(Path.GetFullPath(_directory), Path.GetFullPath(trace.Path)))}: {trace.Weight}}}\n");
        }

        text.Append(common[0].Conf.Length == 0 ? "" : $"conf: {Quoted(common[0].Conf)}\n").Append("points:\n");
        foreach (TuneSetting setting in settings)
        {
            IEnumerable<(string Name, string Value)> values = [(SweepKnobs.PolicyName, setting.Space.Policy.Name), .. setting.Set, .. machine];
            text.Append(CultureInfo.InvariantCulture, $"  - {{{string.Join(", ", values.Select(each => $"{Quoted(each.Name)}: {Quoted(each.Value)}"))}}}\n");
        }

        return text.ToString();
    }

    private static string Quoted(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private void Run(string spec, string folder, IReadOnlyList<WeightedTrace> traces, IReadOnlyList<RunRequest> common)
    {
        // Read back from the file, so that it is what a sweep of that file runs.
        Arguments arguments = new(new RootCommand().Parse([]));
        SweepSpec sweep = SweepSpecFile.Read(spec, arguments);
        SweepCampaign campaign = new(sweep, SweepPoints.Of(sweep, arguments), traces, common, _policies);
        arguments.ThrowIfWrong();
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "points.journal");
        using (SweepJournal journal = new(path, campaign.Identity(1, 1), resumes: true))
        {
            campaign.Run(journal, 1, 1, _jobs, new SweepProgress(new Terminal(TextWriter.Null, TextWriter.Null), campaign.Left(journal, 1, 1)));
            using OutputSet outputs = new();
            SweepFiles.WritePoints(outputs.File(Path.Combine(folder, "points.csv")), campaign.Columns, campaign.Rows(journal));
            outputs.Commit();
        }

        File.Delete(path);
    }

    private static TuneOutcome[] Read(string table, IReadOnlyList<TuneSetting> settings, int traces, int first)
    {
        using FileStream file = File.OpenRead(table);
        IReadOnlyList<string[]> rows = CsvTable.ReadRows(file);
        int each = traces == 1 ? 1 : traces + 1; // Behind the rows of several traces stands a combined one.
        if (rows.Count != 1 + (settings.Count * each))
        {
            throw new UsageException($"{table} does not have the rows of its sweep file: remove it and go on with --resume");
        }

        return [.. settings.Select((setting, i) => new TuneOutcome(setting, first + i, rows[0], [.. rows.Skip(1 + (i * each)).Take(traces)]))];
    }
}
