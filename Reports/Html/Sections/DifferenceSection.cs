using System.Net;
using System.Text;
using AllocSim.Reports.Runs;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Html.Sections;

/// <summary>Where runs differ from the first one: by size class, what rounding up takes at the peak; by call stack, what is wasted and pinned at the end.</summary>
internal static class DifferenceSection
{
    private const int RowsMax = 8;
    private const int FramesMax = 3;

    /// <summary>Writes the tables; nothing for one run, or where nothing differs.</summary>
    /// <returns>Whether there is something.</returns>
    public static bool Write(StringBuilder page, IReadOnlyList<RunResult> runs, IReadOnlyList<string> labels)
    {
        StringBuilder tables = new();
        for (int i = 1; i < runs.Count; i++)
        {
            // Of different programs the sizes and the stacks have nothing to do with each other.
            int first = runs.ToList().FindIndex(run => run.Description.TraceSha256 == runs[i].Description.TraceSha256);
            if (first == i)
            {
                continue;
            }

            string name = $"{RunBadge.Of(i)} {WebUtility.HtmlEncode(labels[i])}";
            string against = FormattableString.Invariant($"run {first + 1}");
            Table(tables, $"{name}: rounding up, by usable size", "usable size", against, Sizes(runs[first]), Sizes(runs[i]), size => Quantity.ShortBytes(size), size => size);
            Table(tables, $"{name}: wasted and pinned, by call stack", "call stack", against, Stacks(runs[first]), Stacks(runs[i]), Short, stack => stack);
        }

        if (tables.Length == 0)
        {
            return false;
        }

        page.Append($"<section id=\"differences\"><h2>Differences</h2>\n<p class=\"words\">What changes most against {(runs.All(run => run.Description.TraceSha256 == runs[0].Description.TraceSha256) ? "run 1" : "the first run of the same trace")}. Rounding up is told at the peak, call stacks at the end.</p>\n").Append(tables).Append("</section>\n");
        return true;
    }

    private static Dictionary<ulong, double> Sizes(RunResult run)
        => run.Tables.Slop.Where(row => row.Moment == "peak").GroupBy(row => row.SizeBytes).ToDictionary(group => group.Key, group => group.Sum(row => (double)row.SlopBytes));

    private static Dictionary<string, double> Stacks(RunResult run)
        => run.Tables.Stacks.Where(row => row.Moment == "end").ToDictionary(row => row.CallStack, row => row.WastedBytes + row.PinnedBytes, StringComparer.Ordinal);

    private static string Short(string stack)
    {
        string[] frames = stack.Split(" < ", StringSplitOptions.RemoveEmptyEntries);
        return frames.Length == 0 ? "(no call stack)" : string.Join(" ← ", frames.Take(FramesMax)) + (frames.Length > FramesMax ? " ← …" : "");
    }

    private static void Table<TKey, TOrder>(StringBuilder page, string caption, string of, string against, Dictionary<TKey, double> before, Dictionary<TKey, double> after, Func<TKey, string> text, Func<TKey, TOrder> order)
        where TKey : notnull
    {
        (TKey Key, double Before, double After)[] rows =
        [
            .. before.Keys.Union(after.Keys)
                .Select(key => (Key: key, Before: before.GetValueOrDefault(key), After: after.GetValueOrDefault(key)))
                .Where(row => row.Before != row.After)
                .OrderByDescending(row => Math.Abs(row.After - row.Before)).ThenBy(row => order(row.Key))
                .Take(RowsMax),
        ];
        if (rows.Length == 0)
        {
            return;
        }

        page.Append($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Differences by {of}\"><table class=\"differences\"><caption>{caption}</caption>\n<thead><tr><th scope=\"col\">{of}</th><th scope=\"col\" class=\"number\">{against}</th><th scope=\"col\" class=\"number\">here</th><th scope=\"col\" class=\"number\">change</th></tr></thead>\n<tbody>\n");
        foreach ((TKey key, double first, double here) in rows)
        {
            string change = $"{(here > first ? "+" : "−")}{Quantity.Bytes(Math.Abs(here - first))}";
            page.Append($"<tr><th scope=\"row\">{WebUtility.HtmlEncode(text(key))}</th><td class=\"number\">{Quantity.Bytes(first)}</td><td class=\"number\">{Quantity.Bytes(here)}</td><td class=\"number {(here > first ? "more" : "less")}\">{change}</td></tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }
}
