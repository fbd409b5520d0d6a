using ScottPlot;

namespace AllocSim.Reports.Charts.Drawing;

/// <summary>The colours of pictures: those of lines can be told apart by people who see few colours, too.</summary>
internal static class ChartColours
{
    private static readonly Color[] Lines = [.. new[] { "#0072b2", "#009e73", "#e69f00", "#d55e00", "#cc79a7", "#56b4e9", "#7f7f7f", "#000000", "#8c564b", "#b5a300" }.Select(Color.FromHex)];

    /// <summary>Labels and titles.</summary>
    public static Color Ink { get; } = Color.FromHex("#222222");

    /// <summary>Frames and ticks.</summary>
    public static Color Frame { get; } = Color.FromHex("#555555");

    /// <summary>Lines of the grid.</summary>
    public static Color Grid { get; } = Color.FromHex("#e2e2e2");

    /// <summary>Points that nobody needs to look at.</summary>
    public static Color Pale { get; } = Color.FromHex("#a8a8a8");

    /// <summary>Points that matter.</summary>
    public static Color Marked { get; } = Color.FromHex("#d55e00");

    /// <summary>The colour of the n-th line.</summary>
    public static Color Line(int number) => Lines[number % Lines.Length];

    /// <summary>The colour of the n-th part of a bar: neighbours differ more than neighbouring lines do.</summary>
    public static Color Part(int number) => Lines[number * 3 % Lines.Length];
}
