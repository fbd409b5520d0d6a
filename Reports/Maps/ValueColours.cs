using SkiaSharp;

namespace AllocSim.Reports.Maps;

/// <summary>Colours that say which value has most bytes of a cell, such as the class or the state of the record that owns it.</summary>
public sealed class ValueColours : IMapColours
{
    private const int None = -1;

    private readonly ValuePalette _palette;
    private readonly int[] _places;

    /// <summary>Finds the value of each cell.</summary>
    /// <param name="layout">Which addresses.</param>
    /// <param name="palette">The colours of values.</param>
    /// <param name="views">Ranges with their values, view by view: where the first says nothing the second is asked, and so on.</param>
    public ValueColours(MapLayout layout, ValuePalette palette, IEnumerable<IEnumerable<(ulong Start, ulong Bytes, string Value)>> views)
    {
        _palette = palette;
        _places = new int[layout.CellCount];
        Array.Fill(_places, None);
        foreach (IEnumerable<(ulong Start, ulong Bytes, string Value)> view in views)
        {
            AddView(layout, view);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<MapLegendEntry> Legend => _palette.Legend;

    /// <inheritdoc/>
    public SKColor ColourOf(int cell) => _places[cell] == None ? MapColour.Unmapped : _palette.ColourAt(_places[cell]);

    // Of a cell that several values share, the bytes of each are added up.
    private void AddView(MapLayout layout, IEnumerable<(ulong Start, ulong Bytes, string Value)> ranges)
    {
        Dictionary<(int Cell, int Place), ulong> bytes = [];
        foreach ((ulong start, ulong length, string value) in ranges)
        {
            int place = _palette.PlaceOf(value);
            for (ulong at = start; at < start + length;)
            {
                ulong end = Math.Min(start + length, (at & ~(layout.CellBytes - 1)) + layout.CellBytes);
                if (layout.CellOf(at) is >= 0 and var cell && _places[cell] == None)
                {
                    bytes[(cell, place)] = bytes.GetValueOrDefault((cell, place)) + (end - at);
                }

                at = end;
            }
        }

        foreach (((int cell, int place), ulong _) in bytes.OrderBy(each => each.Value).ThenByDescending(each => each.Key.Place))
        {
            _places[cell] = place;
        }
    }
}
