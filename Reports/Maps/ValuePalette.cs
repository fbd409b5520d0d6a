using System.Globalization;
using SkiaSharp;

namespace AllocSim.Reports.Maps;

/// <summary>A colour for each value that records show: told apart where there are few, along a ramp where there are many.</summary>
public sealed class ValuePalette
{
    private const int LegendMax = 16;

    private const int NoPlace = -2;

    private readonly List<string> _values;
    private readonly string _none;
    private readonly Dictionary<string, int> _places;

    /// <summary>Gives values their colours, in the order of numbers where all are numbers.</summary>
    /// <param name="values">The values.</param>
    /// <param name="none">The one that says that there is none; empty for no such.</param>
    public ValuePalette(IEnumerable<string> values, string none)
    {
        _none = none;
        _values = [.. values.Where(value => value.Length > 0 && value != none).Distinct(StringComparer.Ordinal)];
        _values.Sort(_values.TrueForAll(IsNumber) ? (a, b) => NumberOf(a).CompareTo(NumberOf(b)) : string.CompareOrdinal);
        _places = _values.Select((value, place) => (value, place)).ToDictionary(each => each.value, each => each.place, StringComparer.Ordinal);
    }

    /// <summary>Its colours with what they say; of a ramp some, evenly, from the lowest to the highest.</summary>
    public IReadOnlyList<MapLegendEntry> Legend
    {
        get
        {
            int shown = Math.Min(_values.Count, LegendMax);
            IEnumerable<int> places = Enumerable.Range(0, shown).Select(i => shown == 1 ? 0 : (int)((long)i * (_values.Count - 1) / (shown - 1)));
            return [.. places.Select(place => new MapLegendEntry(_values[place], ColourAt(place))), new(_none.Length == 0 ? "none" : $"{_none}, none", ColourAt(NoPlace)), new("nothing of the allocator's", MapColour.Unmapped)];
        }
    }

    /// <summary>The place of a value among all.</summary>
    internal int PlaceOf(string value) => _places.GetValueOrDefault(value, NoPlace);

    /// <summary>The colour of the value at a place.</summary>
    internal SKColor ColourAt(int place) => place == NoPlace ? MapColour.Reserved : MapColour.Of(place, _values.Count);

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private static double NumberOf(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
