using System.Net;
using System.Text;

namespace AllocSim.Reports.Html;

/// <summary>What all pages have in common: head, title, navigation, footer. A page needs nothing else: data, style and script are in it, and it may not load anything.</summary>
internal sealed record PageShell
{
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

    /// <summary>What it is about: the heading.</summary>
    public required string Title { get; init; }

    /// <summary>What it shows of that, in a line.</summary>
    public required string What { get; init; }

    /// <summary>A warning that stands on top; empty for none.</summary>
    public string Warning { get; init; } = "";

    /// <summary>Its sections: anchor and short name.</summary>
    public required IReadOnlyList<(string Id, string Name)> Sections { get; init; }

    /// <summary>The HTML between navigation and footer.</summary>
    public required string Main { get; init; }

    /// <summary>What its script draws from, as JSON without a character that could end a script element; empty where it has no script.</summary>
    public string Data { get; init; } = "";

    /// <summary>Its scripts, in the order in which they need each other.</summary>
    public IReadOnlyList<string> Scripts { get; init; } = [];

    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>Writes the page to a stream, which stays open.</summary>
    public void Write(Stream output)
    {
        StringBuilder page = new();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\">\n");
        page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<link rel=\"icon\" href=\"data:,\">\n");
        page.Append($"<title>{WebUtility.HtmlEncode(Title)} · AllocSim</title>\n<style>\n{PageAssets.Style}</style>\n</head>\n<body>\n");
        page.Append($"<header>\n<p class=\"brand\">AllocSim</p>\n<h1>{WebUtility.HtmlEncode(Title)}</h1>\n<p class=\"what\">{WebUtility.HtmlEncode(What)}</p>\n");
        page.Append(Warning.Length == 0 ? "" : $"<p class=\"warning\">{WebUtility.HtmlEncode(Warning)}</p>\n");
        page.Append("</header>\n<div id=\"bar\"><nav aria-label=\"Sections\">");
        page.AppendJoin("", Sections.Select(section => $"<a href=\"#{section.Id}\">{section.Name}</a>"));
        page.Append("</nav><div id=\"zoom\" role=\"region\" aria-label=\"Time shown\"></div></div>\n");
        page.Append(Data.Length == 0 ? "" : "<noscript><p class=\"warning\">Charts and tables are drawn by the page’s own script, which is switched off here.</p></noscript>\n");
        page.Append($"<main>\n{Main}</main>\n<footer>Written by AllocSim {WebUtility.HtmlEncode(Version)}.</footer>\n");
        page.Append("<div id=\"spoken\" class=\"hidden\" aria-live=\"polite\"></div>\n");
        page.Append(Data.Length == 0 ? "" : $"<script type=\"application/json\" id=\"data\">{Data}</script>\n<script>\n{PageAssets.Script(Scripts)}</script>\n");
        page.Append("</body>\n</html>\n");
        output.Write(Encoding.UTF8.GetBytes(page.ToString()));
    }
}
