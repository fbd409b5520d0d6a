using System.Net;
using System.Text;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Html.Sections;

/// <summary>What keeps memory from being given back, near the top of a page: the few objects in nearly empty slabs, by the call stack that allocated them.</summary>
internal static class PinSection
{
    private const int RowsMax = 5;
    private const int FramesMax = 4;

    /// <summary>Writes a table for each run that has such objects.</summary>
    public static void Write(StringBuilder page, IReadOnlyList<RunResult> runs, IReadOnlyList<string> labels)
    {
        for (int i = 0; i < runs.Count; i++)
        {
            PinRow[] rows = [.. runs[i].Tables.Pins.Where(row => row.Moment == "end" && row.PinnedBytes > 0)];
            if (rows.Length > 0)
            {
                Write(page, rows, runs.Count == 1 ? "" : $"{RunBadge.Of(i)} {WebUtility.HtmlEncode(labels[i])}: ");
            }
        }
    }

    private static void Write(StringBuilder page, PinRow[] rows, string name)
    {
        page.Append($"<div class=\"pins\"><h3>{name}What pins memory at the end: {Quantity.Bytes(rows.Sum(row => row.PinnedBytes))}</h3>\n<p class=\"note\">Few live objects keep whole slabs from being given back. These pin most.</p>\n<ol>\n");
        foreach (PinRow row in rows.Take(RowsMax))
        {
            string[] frames = row.CallStack.Split(" < ", StringSplitOptions.RemoveEmptyEntries);
            string where = frames.Length == 0 ? $"thread {row.Thread} (the trace has no call stacks)" : string.Join(" ← ", frames.Take(FramesMax)) + (frames.Length > FramesMax ? " ← …" : "");
            page.Append($"<li><b>{Quantity.Bytes(row.PinnedBytes)}</b> by {Quantity.Count(row.Objects, "object")} of {Quantity.ShortBytes(row.SizeBytes)}, the oldest {Quantity.Nanoseconds(row.AgeMaxNs)} old: <code>{WebUtility.HtmlEncode(where)}</code></li>\n");
        }

        page.Append("</ol></div>\n");
    }
}
