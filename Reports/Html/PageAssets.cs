using System.Reflection;
using System.Text;

namespace AllocSim.Reports.Html;

/// <summary>The page's style and script, which are parts of this assembly.</summary>
internal static class PageAssets
{
    /// <summary>Scripts of the page of runs.</summary>
    public static IReadOnlyList<string> RunScripts { get; } = ["format.js", "svg.js", "view.js", "figure.js", "lines.js", "bars.js", "ranked.js", "heat.js", "tables.js", "flame.js", "cells.js", "heap.js", "page.js"];

    /// <summary>Scripts of the page of a sweep.</summary>
    public static IReadOnlyList<string> SweepScripts { get; } = ["format.js", "svg.js", "sweep.js"];

    /// <summary>Scripts of the page of a heap's map.</summary>
    public static IReadOnlyList<string> HeapScripts { get; } = ["format.js", "svg.js", "cells.js", "heap.js", "heap-page.js"];

    /// <summary>The style sheet.</summary>
    public static string Style => Read("page.css");

    /// <summary>The script: one closed function, so that the page has no names that others could meet.</summary>
    public static string Script(IReadOnlyList<string> scripts) => $"(() => {{\n\"use strict\";\n{string.Concat(scripts.Select(Read))}}})();\n";

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("AllocSim.Reports.Html." + name) ?? throw new InvalidOperationException($"{name} is not in the assembly");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
