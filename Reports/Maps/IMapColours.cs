using SkiaSharp;

namespace AllocSim.Reports.Maps;

/// <summary>What the colours of a map say, and the colour of each cell at one moment.</summary>
public interface IMapColours
{
    /// <summary>The colours that there can be, the same for every moment of a run.</summary>
    IReadOnlyList<MapLegendEntry> Legend { get; }

    /// <summary>The colour of a cell.</summary>
    /// <param name="cell">Its number in the layout.</param>
    SKColor ColourOf(int cell);
}
