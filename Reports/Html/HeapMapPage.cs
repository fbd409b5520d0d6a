using AllocSim.Reports.Html.Sections;

namespace AllocSim.Reports.Html;

/// <summary>Writes a recording of a heap as one HTML page that needs nothing else: the map of the address space with a slider over time; a cell that is chosen shows what lies there.</summary>
public static class HeapMapPage
{
    /// <summary>Writes the page to a stream, which stays open.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="title">The trace's name.</param>
    /// <param name="what">Policy and options.</param>
    /// <param name="packed">The heap at its moments, packed.</param>
    /// <param name="version">Version of the program.</param>
    public static void Write(Stream output, string title, string what, byte[] packed, string version)
        => new PageShell
        {
            Title = title,
            What = what,
            Sections = [("map", "Map")],
            Main = MapSection.Html,
            Data = $"{{\"heap\":\"{Convert.ToBase64String(packed)}\"}}",
            Scripts = PageAssets.HeapScripts,
            Version = version,
        }.Write(output);
}
