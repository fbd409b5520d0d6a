using System.Globalization;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Sweeps;
using AllocSim.Reports.Charts;
using AllocSim.Reports.Html;
using AllocSim.Reports.Sweeps;

namespace AllocSim.Cli.Tuning;

/// <summary>Writes what a search leaves: the answer, a table of all settings that were run on whole traces, its fronts, its charts and its page.</summary>
internal static class TuneFiles
{
    /// <summary>Writes answer.txt, points.csv, pareto.csv, charts and the page.</summary>
    /// <param name="directory">Where to.</param>
    /// <param name="lines">The answer.</param>
    /// <param name="study">Everything that was run.</param>
    /// <param name="answer">The setting that is answered; the page shows it chosen.</param>
    /// <param name="renderer">Who draws; null for nobody.</param>
    /// <param name="hasPage">Whether the page is wanted.</param>
    public static void Write(string directory, IReadOnlyList<string> lines, TuneStudy study, TuneOutcome answer, IChartRenderer? renderer, bool hasPage)
    {
        using OutputSet outputs = new();
        using (StreamWriter text = new(outputs.File(Path.Combine(directory, "answer.txt"))) { NewLine = "\n" })
        {
            foreach (string line in lines)
            {
                text.WriteLine(line);
            }
        }

        string[] axes = [SweepKnobs.PolicyName, .. study.Outcomes.SelectMany(outcome => outcome.Setting.Space.Options).Select(option => option.Name).Distinct()];
        string[] own = [.. study.Outcomes.SelectMany(outcome => outcome.Columns.SkipWhile(column => column is not ("trace" or "run_trace"))).Where(column => !IsAdded(column)).Distinct()];
        string[] columns = ["point", .. axes, .. own, .. study.Traces.Count > 1 ? (string[])[CombinedRows.WeightColumn] : []];
        IReadOnlyList<string>[] rows = [.. study.Outcomes.SelectMany(outcome => outcome.Rows.Select((_, trace) => Row(outcome, trace, axes, own, study)))];
        SweepFiles.WritePoints(outputs.File(Path.Combine(directory, "points.csv")), columns, rows);
        SweepFiles.Write(outputs, directory, columns, rows, renderer, hasPage ? (output, table) => WritePage(output, table, lines, study, answer) : null);
        outputs.Commit();
    }

    /// <summary>The page of all settings. "Use this" of one is the command that replays its first trace, and the options as the library takes them.</summary>
    private static void WritePage(Stream output, SweepTable table, IReadOnlyList<string> lines, TuneStudy study, TuneOutcome answer)
    {
        RunRequest common = study.Common[0];
        SweepPage.Write(output, table, point => PointUse.Of(common, RequestOf(study.Outcomes[point.Number])), common.Command, ProgramVersion.Text, new SweepAnswer(lines, answer.Number));

        static RunRequest RequestOf(TuneOutcome outcome) => outcome.Setting.Space.RequestOf(outcome.Setting);
    }

    private static bool IsAdded(string column) => column == CombinedRows.WeightColumn || CombinedRows.Columns([]).Contains(column);

    private static string[] Row(TuneOutcome outcome, int trace, string[] axes, string[] own, TuneStudy study)
    {
        Dictionary<string, string> set = outcome.Setting.Set.ToDictionary(each => each.Name, each => each.Value);
        return
        [
            outcome.Number.ToString(CultureInfo.InvariantCulture),
            .. axes.Select(axis => axis == SweepKnobs.PolicyName ? outcome.Setting.Space.Policy.Name : set.GetValueOrDefault(axis, "")),
            .. own.Select(column => outcome.Text(column, trace)),
            .. study.Traces.Count > 1 ? (string[])[study.Traces[trace].Weight.ToString(CultureInfo.InvariantCulture)] : [],
        ];
    }
}
