using System.Globalization;
using System.Text;
using AllocSim.Reports.Tables;

namespace AllocSim.Cli.Runs;

/// <summary>Folders of runs that are compared: a number, so that they stay in order, and what tells the run from the others.</summary>
public static class FolderNames
{
    private const int LengthMax = 60;

    /// <summary>A name for each run, such as <c>1-default</c> and <c>2-option_0+other_1</c>, or <c>2-POLICY</c> where policies differ; the trace comes first where traces do.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<SummaryRow> runs)
    {
        bool hasPolicies = runs.Any(run => run.Policy != runs[0].Policy);
        bool hasTraces = runs.Any(run => run.Trace != runs[0].Trace);
        int digits = runs.Count.ToString(CultureInfo.InvariantCulture).Length;
        return [.. runs.Select((run, i) => (i + 1).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0') + "-" + Plain((hasTraces ? run.Trace + "-" : "") + Words(run, hasPolicies)))];
    }

    private static string Words(SummaryRow run, bool hasPolicies)
        => !hasPolicies ? (run.Settings.Length == 0 ? "default" : run.Settings) : run.Settings.Length == 0 ? run.Policy : $"{run.Policy}-{run.Settings}";

    /// <summary>Letters that every file system and shell takes as they are.</summary>
    private static string Plain(string words)
    {
        StringBuilder name = new();
        foreach (char letter in words.Replace(" with ", "-", StringComparison.Ordinal).Take(LengthMax))
        {
            name.Append(char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '=' ? letter : letter == ',' ? '+' : '_');
        }

        return name.ToString().TrimEnd('.');
    }
}
