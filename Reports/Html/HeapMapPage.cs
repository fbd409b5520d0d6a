using AllocSim.Reports.Maps;

namespace AllocSim.Reports.Html;

/// <summary>Writes a recording of a heap as one HTML page that needs nothing else: the map of the address space with a slider over time; a cell that is chosen shows what lies there.</summary>
public static class HeapMapPage
{
    /// <summary>Characters that the packed recording may have: with style and script the page stays below 10 MB.</summary>
    public const int PackedMax = 9_500_000;

    /// <summary>Writes the page to a stream, which stays open.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="title">The trace's name.</param>
    /// <param name="what">Policy and options.</param>
    /// <param name="recording">The heap at its moments.</param>
    /// <param name="layout">The cells of the map.</param>
    /// <param name="version">Version of the program.</param>
    public static void Write(Stream output, string title, string what, HeapRecording recording, MapLayout layout, string version)
        => new PageShell
        {
            Title = title,
            What = what,
            Sections = [("map", "Map"), ("found", "Chosen cell")],
            Main = "<section id=\"map\"><h2>Map of the address space</h2>\n<p class=\"words\">From low addresses to high ones; gaps are folded. The slider goes through the moments of the run. A click, or the arrow keys, choose a cell; below stands what lies there.</p>\n<div class=\"map-host\"></div>\n</section>\n"
                + "<section id=\"found\"><h2>Chosen cell</h2>\n<div class=\"found-host\"></div>\n</section>\n",
            Data = $"{{\"packed\":\"{recording.Pack(layout, PackedMax)}\"}}",
            Scripts = PageAssets.HeapScripts,
            Version = version,
        }.Write(output);
}
