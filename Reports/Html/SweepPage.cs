using System.Net;
using System.Text;
using System.Text.Json;
using AllocSim.Reports.Sweeps;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Html;

/// <summary>The page of a sweep: memory against cost, every point with its options and measures, what each option does, the points that none beats, and how to use one.</summary>
public static class SweepPage
{
    /// <summary>Writes the page to a stream, which stays open.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="table">The points.</param>
    /// <param name="use">How a point is used, a line each way: a command, the variable that the real library reads. By the point's number.</param>
    /// <param name="command">The command that made the sweep; empty where it is not known.</param>
    /// <param name="version">Version of the program, with its revision where that is known.</param>
    /// <param name="answer">What a search answers; null for a sweep, where the least and the cheapest point are told.</param>
    public static void Write(Stream output, SweepTable table, Func<SweepOutcome, IReadOnlyList<string>> use, string command, string version, SweepAnswer? answer = null)
    {
        StringBuilder main = new();
        main.Append("<section id=\"answer\"><h2>Answer</h2>\n");
        foreach (string line in answer?.Lines ?? SweepWords.Of(table))
        {
            main.Append($"<p class=\"answer\">{WebUtility.HtmlEncode(line)}</p>\n");
        }

        main.Append("<div id=\"use\" role=\"status\"></div></section>\n");
        Section("pareto", "Memory against cost", "Each dot is a point. Those that are joined are beaten by none in both: to pay less, one has to take more memory.");
        Section("front", "Points that none beats", "For the two measures that are chosen above. “Use this” shows the options as the library takes them.");
        Section("parallel", "All points", "The options on the left, what came of them on the right.");
        Section("sensitivity", "What each option does", "The median over all other options, against that option’s first value.");
        main.Append("<section id=\"repeat\"><h2>How to repeat this</h2>\n");
        main.Append(command.Length == 0 ? "" : $"<pre class=\"command\" tabindex=\"0\" role=\"region\" aria-label=\"Command\">{WebUtility.HtmlEncode(command)}</pre>\n");
        main.Append($"<p>AllocSim {WebUtility.HtmlEncode(version)}; every column of every point is in points.csv.</p>\n</section>\n");
        new PageShell
        {
            Title = table.Name,
            What = $"{Quantity.Count(table.Points.Count, "point")}: {string.Join(", ", table.Axes)}",
            Sections = [("answer", "Answer"), ("pareto", "Pareto"), ("front", "Front"), ("parallel", "Points"), ("sensitivity", "Options"), ("repeat", "Repeat")],
            Main = main.ToString(),
            Data = Data(table, use, answer),
            Scripts = PageAssets.SweepScripts,
            Version = version,
        }.Write(output);

        void Section(string id, string heading, string words) => main.Append($"<section id=\"{id}\"><h2>{heading}</h2>\n<p class=\"words\">{words}</p>\n<div class=\"host\"></div>\n</section>\n");
    }

    private static string Data(SweepTable table, Func<SweepOutcome, IReadOnlyList<string>> use, SweepAnswer? answer)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            if (answer is not null)
            {
                json.WriteNumber("answer", answer.Point);
            }

            Texts("axes", table.Axes);
            json.WriteStartArray("order");
            for (int axis = 0; axis < table.Axes.Count; axis++)
            {
                Texts(null, [.. table.ValuesOf(axis).Select(SweepCharts.Short)]);
            }

            json.WriteEndArray();
            json.WriteStartArray("measures");
            foreach (SweepMeasure measure in SweepMeasure.All)
            {
                json.WriteStartObject();
                json.WriteString("label", measure.Label);
                json.WriteString("quantity", measure.Column.EndsWith("_bytes", StringComparison.Ordinal) ? "bytes" : measure.Column.EndsWith("_ns", StringComparison.Ordinal) ? "ns" : "count");
                json.WriteBoolean("memory", SweepMeasure.Memory.Contains(measure));
                json.WriteBoolean("varies", table.Varies(measure));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("points");
            foreach (SweepOutcome point in table.Points)
            {
                json.WriteStartObject();
                json.WriteNumber("n", point.Number);
                Texts("v", [.. point.Values.Select(SweepCharts.Short)]);
                json.WriteStartArray("m");
                foreach (double value in point.Measures)
                {
                    if (double.IsFinite(value))
                    {
                        json.WriteNumberValue(value);
                    }
                    else
                    {
                        json.WriteNullValue(); // No value, which is not 0.
                    }
                }

                json.WriteEndArray();
                Texts("use", use(point));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();

            void Texts(string? name, IReadOnlyList<string> texts)
            {
                if (name is null)
                {
                    json.WriteStartArray();
                }
                else
                {
                    json.WriteStartArray(name);
                }

                foreach (string text in texts)
                {
                    json.WriteStringValue(text);
                }

                json.WriteEndArray();
            }
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
