using AllocSim.Cli.Inspection.Questions;
using AllocSim.Reports.Maps;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Cli.Inspection.Pictures;

/// <summary>Colours maps of one run as it was asked for: by what is behind pages, or by a choice among the rows of the policy's views.</summary>
/// <param name="word">One of <see cref="WordsOf"/>.</param>
internal sealed class MapPainter(string word)
{
    /// <summary>What is behind pages and how full they are: the usual choice.</summary>
    public const string Full = "full";

    private const string Pages = "pages";

    private readonly SortedSet<string> _values = new(StringComparer.Ordinal);
    private string _none = "";

    /// <summary>Whether live bytes have to be counted.</summary>
    public bool NeedsLive => word == Full;

    /// <summary>The words that a policy's maps can be coloured by.</summary>
    public static IReadOnlyList<string> WordsOf(Policy policy)
        => [Full, Pages, .. policy.Views.Where(view => view.AddressColumn.Length > 0).SelectMany(view => view.Filters).Select(filter => filter.Option).Distinct()];

    /// <summary>The colours that the moments noted so far can have.</summary>
    public IReadOnlyList<MapLegendEntry> Legend => word switch
    {
        Full => StateColours.FullLegend,
        Pages => StateColours.PagesLegend,
        _ => Palette.Legend,
    };

    private ValuePalette Palette => new(_values, _none);

    /// <summary>Notes what values there are where a run stands; before the first picture, for each moment that will have one.</summary>
    public void Note(InspectedRun run)
    {
        _none = Views(run.Views).SelectMany(view => view.Filters).Where(filter => filter.Option == word).Select(filter => filter.None).FirstOrDefault("");
        foreach ((ulong _, ulong _, string value) in Views(run).SelectMany(view => view))
        {
            _values.Add(value);
        }
    }

    /// <summary>The colours where a run stands.</summary>
    public IMapColours Colours(MapLayout layout, InspectedRun run)
    {
        PageLayer pages = run.Session.Machine.Pages;
        return word switch
        {
            Full => StateColours.Full(layout, pages.PageSize, MapCell.Read(layout, pages, run.Live)),
            Pages => StateColours.Pages(layout, MapCell.Read(layout, pages, null)),
            _ => new ValueColours(layout, Palette, Views(run)),
        };
    }

    /// <summary>What colours say, in words; empty for the usual choice, which the legend explains.</summary>
    public string Words(InspectedRun run) => word is Full or Pages ? "" : $"; colours say {word}, {string.Join(" or ", Views(run.Views).Select(ColumnOf).Distinct())} in {string.Join(" and ", Views(run.Views).Select(view => view.Name))}";

    // What a summary counts by comes first, then who owns addresses; what describes them once more is asked only where neither tells.
    private List<ViewDeclaration> Views(IReadOnlyList<ViewDeclaration> all)
    {
        List<ViewDeclaration> telling = [.. all.Where(view => view.AddressColumn.Length > 0 && view.Filters.Any(filter => filter.Option == word))];
        List<ViewDeclaration> first = [.. telling.Where(view => view.SummaryColumn.Length > 0), .. telling.Where(view => view.SummaryColumn.Length == 0 && view.OwnsAddresses)];
        return first.Count > 0 ? first : telling;
    }

    private string ColumnOf(ViewDeclaration view) => view.Filters.First(filter => filter.Option == word).Column;

    private IEnumerable<IEnumerable<(ulong Start, ulong Bytes, string Value)>> Views(InspectedRun run)
        => Views(run.Views).Select(view => run.Rows(view).Select(row => Range(view, row, view.IndexOf(ColumnOf(view)))));

    private static (ulong Start, ulong Bytes, string Value) Range(ViewDeclaration view, TableCell[] row, int at)
    {
        (ulong start, ulong bytes) = ViewQuery.RangeOf(view, row);
        return (start, bytes, row[at].Text);
    }
}
