using ScottPlot;
using ScottPlot.Panels;
using ScottPlot.TickGenerators;
using SkiaSharp;

namespace AllocSim.Reports.Charts.Drawing;

/// <summary>What all pictures have in common: font, frame, grid, room for labels, the legend.</summary>
internal static class PlotFrame
{
    private const float LabelSize = 13;
    private const float NarrowLegendSize = 10;
    private const float TickSpacing = 46;
    private const float TickSpacingLeast = 20;
    private const float TickSpacingAcross = 76;
    internal const float TickSize = 12;
    private const float TitleSize = 16;
    internal const float LetterWidth = 0.62f;
    private const float Slant = 45;
    private const double SideLabelRoom = 120;

    /// <summary>An empty plot.</summary>
    /// <param name="title">What the picture says; empty for none.</param>
    /// <param name="horizontal">Label of the horizontal axis.</param>
    /// <param name="vertical">Label of the vertical axis.</param>
    /// <param name="width">Pixels of the picture: a long title goes on in a second line.</param>
    /// <param name="height">Pixels from top to bottom of the plot: so does a long label of the vertical axis.</param>
    public static Plot New(string title, string horizontal, string vertical, int width, double height)
    {
        ChartFont.Register();
        Plot plot = new();
        plot.Font.Set(ChartFont.Name);
        plot.FigureBackground.Color = Colors.White;
        plot.DataBackground.Color = Colors.White;
        plot.Axes.Color(ChartColours.Frame);
        plot.Axes.Right.FrameLineStyle.Width = 0;
        plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Grid.MajorLineColor = ChartColours.Grid;
        if (title.Length > 0)
        {
            plot.Title(Wrap(title, width - 60, TitleSize));
            plot.Axes.Title.FullFigureCenter = true;
        }

        string upright = Wrap(vertical, Math.Max(8 * LabelSize * LetterWidth, height - SideLabelRoom), LabelSize);
        plot.XLabel(Wrap(horizontal, width - 120, LabelSize));
        plot.YLabel(upright);
        foreach (LabelStyle label in (LabelStyle[])[plot.Axes.Bottom.Label, plot.Axes.Left.Label, plot.Axes.Title.Label])
        {
            label.FontName = ChartFont.Name;
            label.FontSize = LabelSize;
            label.Bold = false;
            label.ForeColor = ChartColours.Ink;
        }

        plot.Axes.Title.Label.FontSize = TitleSize;
        foreach (IAxis axis in (IAxis[])[plot.Axes.Bottom, plot.Axes.Left])
        {
            axis.TickLabelStyle.FontName = ChartFont.Name;
            axis.TickLabelStyle.FontSize = TickSize;
            axis.TickLabelStyle.ForeColor = ChartColours.Ink;
        }

        plot.Axes.Left.MinimumSize = 74 + LineRoom(upright);
        plot.Axes.Bottom.MinimumSize = 54;
        plot.Axes.Right.MinimumSize = 24;
        return plot;
    }

    /// <summary>Letters of a title that is no higher than two lines of a low picture, or three of another.</summary>
    public static int TitleLetters(int width, int height) => (height < 500 ? 2 : 3) * (int)((width - 60) / (TitleSize * LetterWidth) * 0.85);

    /// <summary>Pixels from top to bottom that a title takes.</summary>
    public static double TitleHeight(Plot plot) => (1 + plot.Axes.Title.Label.Text.Count(letter => letter == '\n')) * TitleSize * 1.35;

    /// <summary>Pixels from top to bottom that a picture has for its data: without title, labels and what stands below.</summary>
    /// <param name="plot">The plot, with its title and its names.</param>
    /// <param name="height">Pixels from top to bottom of the picture.</param>
    public static double DataHeight(Plot plot, double height) => height - 12 - TitleHeight(plot) - plot.Axes.Bottom.MinimumSize;

    /// <summary>Sets the scale of the horizontal axis.</summary>
    public static void Across(Plot plot, ChartScale scale)
    {
        plot.Axes.SetLimitsX(scale.Least, scale.Greatest);
        plot.Axes.Bottom.TickGenerator = scale.Ticks(TickSpacingAcross);
    }

    /// <summary>Sets the scale of the vertical axis. A low one has its labels closer, so that there are several.</summary>
    /// <param name="plot">The plot, with its title and its names.</param>
    /// <param name="scale">The scale.</param>
    /// <param name="height">Pixels from top to bottom of the picture.</param>
    public static void Up(Plot plot, ChartScale scale, int height)
    {
        plot.Axes.SetLimitsY(scale.Least, scale.Greatest);
        plot.Axes.Left.TickGenerator = scale.Ticks((float)Math.Clamp(DataHeight(plot, height) / 6, TickSpacingLeast, TickSpacing));
    }

    /// <summary>Names at whole numbers along the bottom, slanted where they would touch each other; of very many only some are written.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="names">From the left to the right.</param>
    /// <param name="width">Pixels that the axis has.</param>
    /// <returns>Every how many-th name is written.</returns>
    public static int Names(Plot plot, IReadOnlyList<string> names, float width)
    {
        int every = Every(names.Count, width);
        plot.Axes.Bottom.TickGenerator = new NumericManual(
            [.. Enumerable.Range(0, names.Count).Where(i => i % every == 0).Select(i => (double)i)], [.. names.Where((_, i) => i % every == 0)]);
        if (!Fits(names, width))
        {
            plot.Axes.Bottom.TickLabelStyle.Rotation = Slant;
            plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.UpperLeft;
            plot.Axes.Bottom.MinimumSize = 50 + (names.Max(name => name.Length) * TickSize * LetterWidth * 0.75f);
            plot.Axes.Right.MinimumSize = Math.Max(24, names[^1].Length * TickSize * LetterWidth * 0.72f);
        }

        return every;
    }

    /// <summary>Every how many-th of some labels has room when they are slanted.</summary>
    public static int Every(int count, float width) => Math.Max(1, (int)Math.Ceiling(count * TickSize * 1.5f / width));

    /// <summary>Whether labels of neighbours do not touch when they are written level.</summary>
    public static bool Fits(IReadOnlyList<string> labels, float width) => labels.Count * (labels.Max(label => label.Length) + 1.5f) * TickSize * LetterWidth <= width;

    /// <summary>How many names have room below each other.</summary>
    public static int NamesFitting(int height) => Math.Max(3, (int)((height - 150) / (TickSize * 1.45f)));

    /// <summary>Room for the lines of a label beyond the first.</summary>
    public static float LineRoom(string label) => label.Count(letter => letter == '\n') * LabelSize * 1.35f;

    /// <summary>Names at whole numbers along the left side, with room for the longest; where there are too many for the height, only some.</summary>
    public static void NamesUp(Plot plot, IReadOnlyList<string> names, int height)
    {
        int fitting = NamesFitting(height);
        int every = Math.Max(1, (names.Count + fitting - 1) / fitting);
        plot.Axes.Left.TickGenerator = new NumericManual(
            [.. Enumerable.Range(0, names.Count).Where(i => i % every == 0).Select(i => (double)i)], [.. names.Where((_, i) => i % every == 0)]);
        plot.Axes.Left.MinimumSize = 44 + LineRoom(plot.Axes.Left.Label.Text) + (names.Max(name => name.Length) * TickSize * LetterWidth);
    }

    /// <summary>Size of the legend's letters.</summary>
    public static float LegendSize(int width) => width < 800 ? NarrowLegendSize : TickSize;

    /// <summary>Puts the legend into a free corner; where there is none, below the picture: at its side it would take a third of the width.</summary>
    /// <param name="plot">The plot.</param>
    /// <param name="width">Pixels of the picture.</param>
    /// <param name="corner">A corner that is free; null for none.</param>
    public static void Legend(Plot plot, int width, Alignment? corner = null)
    {
        plot.Legend.FontName = ChartFont.Name;
        plot.Legend.FontSize = LegendSize(width);
        plot.Legend.FontColor = ChartColours.Ink;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.BackgroundColor = Colors.White;
        if (corner is { } free)
        {
            plot.Legend.Orientation = Orientation.Vertical;
            _ = plot.ShowLegend(free);
            return;
        }

        plot.Legend.Orientation = Orientation.Horizontal;
        LegendPanel panel = plot.ShowLegend(Edge.Bottom);
        panel.Alignment = Alignment.UpperLeft;
    }

    /// <summary>A long text goes on in a second line, behind a blank or a comma where there is one.</summary>
    public static string Wrap(string text, int lineMax) => Wrap(text, _ => lineMax);

    // A line has as many letters as usually fit, and less where they are wide ones.
    private static string Wrap(string text, double pixels, float letterSize)
    {
        using SKFont font = new(ChartFont.Face, letterSize);
        int usual = (int)(pixels / (letterSize * LetterWidth));
        return Wrap(text, rest => Math.Min(usual, font.BreakText(rest, (float)pixels)));
    }

    private static string Wrap(string text, Func<string, int> fitting)
    {
        List<string> lines = [];
        for (int lineMax = fitting(text); text.Length > lineMax && lineMax > 1; lineMax = fitting(text))
        {
            int end = text.AsSpan(0, lineMax).LastIndexOfAny(' ', ',') + 1;
            if (end == 0)
            {
                end = char.IsLowSurrogate(text[lineMax]) ? lineMax - 1 : lineMax;
            }

            lines.Add(text[..end].TrimEnd());
            text = text[end..];
        }

        return string.Join('\n', [.. lines, text]);
    }
}
