using SkiaSharp;

namespace AllocSim.Reports.Maps;

/// <summary>A colour of a map and what it says.</summary>
/// <param name="Text">What it says.</param>
/// <param name="Colour">The colour.</param>
public readonly record struct MapLegendEntry(string Text, SKColor Colour);
