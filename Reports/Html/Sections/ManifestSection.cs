using System.Net;
using System.Text;
using AllocSim.Reports.Stored;

namespace AllocSim.Reports.Html.Sections;

/// <summary>The manifests: what it takes to run it again. Where several runs differ is said first.</summary>
internal static class ManifestSection
{
    /// <summary>Writes the table.</summary>
    public static void Write(StringBuilder page, IReadOnlyList<StoredRun> runs)
    {
        string[] names = [.. runs.SelectMany(run => run.Manifest.Values).Select(value => value.Key).Distinct()];
        Dictionary<string, string>[] values = [.. runs.Select(run => run.Manifest.Values.ToDictionary(value => value.Key, value => value.Value, StringComparer.Ordinal))];
        string[] different = [.. names.Where(name => values.Any(v => v.GetValueOrDefault(name) != values[0].GetValueOrDefault(name)))];
        page.Append("<section id=\"manifest\"><h2>Manifest</h2>\n<p class=\"words\">What was run, with every option in force, and what wrote it.</p>\n");
        string[] first = ["trace", "trace_sha256", "operations", "policy", "conf", "timing", "touch", "command", "version", "revision", "schema"];
        Table(runs.Count == 1 ? [.. first.Where(names.Contains)] : different, runs.Count == 1 ? "" : "What differs");
        page.Append($"<details><summary>{(runs.Count == 1 ? "Machine and options" : "All values")}</summary>\n");
        Table(runs.Count == 1 ? [.. names.Except(first)] : names, "");
        page.Append("</details>\n</section>\n");

        void Table(IReadOnlyList<string> shown, string caption)
        {
            if (shown.Count == 0)
            {
                return;
            }

            page.Append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Manifest\"><table class=\"manifest\">");
            page.Append(caption.Length == 0 ? "\n" : $"<caption>{caption}</caption>\n");
            if (runs.Count > 1)
            {
                page.Append($"<thead><tr><th scope=\"col\">value</th>{string.Concat(runs.Select((_, i) => $"<th scope=\"col\">{RunBadge.Of(i)}</th>"))}</tr></thead>\n");
            }

            page.Append("<tbody>\n");
            foreach (string name in shown)
            {
                page.Append($"<tr><th scope=\"row\">{WebUtility.HtmlEncode(name)}</th>{string.Concat(values.Select(v => $"<td>{WebUtility.HtmlEncode(v.GetValueOrDefault(name, "–"))}</td>"))}</tr>\n");
            }

            page.Append("</tbody></table></div>\n");
        }
    }
}
