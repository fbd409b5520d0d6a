namespace AllocSim.Reports.Charts.Drawing;

/// <summary>The kind of file that a picture is.</summary>
public enum ChartFormat
{
    /// <summary>Dots: .png.</summary>
    Png,

    /// <summary>Lines and letters: .svg.</summary>
    Svg,
}
