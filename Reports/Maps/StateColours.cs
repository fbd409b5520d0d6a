using SkiaSharp;

namespace AllocSim.Reports.Maps;

/// <summary>Colours that say what is behind the pages of a cell; where a cell stands for several pages, mixed by their numbers.</summary>
public sealed class StateColours : IMapColours
{
    private static readonly MapLegendEntry[] WithoutMemory =
        [new("not mapped", MapColour.Unmapped), new("reserved", MapColour.Reserved), new("untouched", MapColour.Untouched), new("only read", MapColour.Zero), new("lazily freed", MapColour.Lazily)];

    /// <summary>What <see cref="Full"/> can show.</summary>
    public static IReadOnlyList<MapLegendEntry> FullLegend { get; } =
        [.. WithoutMemory, new("resident, no live byte", MapColour.Empty), new("half live", MapColour.Mix(MapColour.Empty, MapColour.Full, 0.5)), new("all live", MapColour.Full)];

    /// <summary>What <see cref="Pages"/> can show.</summary>
    public static IReadOnlyList<MapLegendEntry> PagesLegend { get; } = [.. WithoutMemory, new("resident", MapColour.Full)];

    private readonly int _pagesPerCell;
    private readonly IReadOnlyList<MapCell> _cells;
    private readonly Func<MapCell, SKColor> _resident;

    private StateColours(MapLayout layout, IReadOnlyList<MapCell> cells, IReadOnlyList<MapLegendEntry> legend, Func<MapCell, SKColor> resident)
    {
        _pagesPerCell = layout.PagesPerCell;
        _cells = cells;
        _resident = resident;
        Legend = legend;
    }

    /// <inheritdoc/>
    public IReadOnlyList<MapLegendEntry> Legend { get; }

    /// <summary>Resident pages from red, no live byte, to green, all live.</summary>
    /// <param name="layout">Which addresses.</param>
    /// <param name="pageBytes">Bytes in a page.</param>
    /// <param name="cells">What is in them.</param>
    public static StateColours Full(MapLayout layout, int pageBytes, IReadOnlyList<MapCell> cells) => new(
        layout,
        cells,
        FullLegend,
        cell => MapColour.Mix(MapColour.Empty, MapColour.Full, cell.Resident == 0 ? 0 : Math.Min(1, cell.LiveBytes / ((double)cell.Resident * pageBytes))));

    /// <summary>Resident pages in one colour, however full.</summary>
    /// <param name="layout">Which addresses.</param>
    /// <param name="cells">What is in them.</param>
    public static StateColours Pages(MapLayout layout, IReadOnlyList<MapCell> cells)
        => new(layout, cells, PagesLegend, _ => MapColour.Full);

    /// <inheritdoc/>
    public SKColor ColourOf(int cell)
    {
        MapCell here = _cells[cell];
        int unmapped = _pagesPerCell - here.Reserved - here.Untouched - here.Zero - here.LazilyFreed - here.Resident;
        (int Pages, SKColor Colour)[] parts =
        [
            (unmapped, MapColour.Unmapped), (here.Reserved, MapColour.Reserved), (here.Untouched, MapColour.Untouched), (here.Zero, MapColour.Zero), (here.LazilyFreed, MapColour.Lazily),
            (here.Resident, _resident(here)),
        ];
        double all = _pagesPerCell;
        return new SKColor(
            (byte)parts.Sum(part => part.Colour.Red * part.Pages / all), (byte)parts.Sum(part => part.Colour.Green * part.Pages / all), (byte)parts.Sum(part => part.Colour.Blue * part.Pages / all));
    }
}
