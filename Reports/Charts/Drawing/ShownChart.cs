using System.Globalization;
using System.Text;

namespace AllocSim.Reports.Charts.Drawing;

/// <summary>A chart as a picture of some size has room for it: names that came from outside in one line and short enough, values that cannot be drawn left out. The numbers beside the picture keep all of it.</summary>
internal static class ShownChart
{
    private const int NamesAtLeast = 8;

    /// <summary>The chart with what fits.</summary>
    /// <param name="chart">The chart.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels from top to bottom.</param>
    public static Chart Of(Chart chart, int width, int height)
    {
        // Names at the side or below leave most of the picture to the data.
        int left = Letters(width * 0.28);
        int below = Letters(height * 0.3);
        int legend = (int)(width * 0.4 / (PlotFrame.LegendSize(width) * PlotFrame.LetterWidth));
        int note = (int)(height * 0.25 / BarPainter.NoteLetter);
        Chart common = chart with { Title = Name(chart.Title, PlotFrame.TitleLetters(width, height)), Horizontal = Short(chart.Horizontal, width / 8), Vertical = Short(chart.Vertical, height / 7) };
        return common switch
        {
            LineChart lines => lines with { Series = Short(lines.Series, legend), Mark = lines.Mark is { } mark ? (mark.X, Name(mark.Word, legend)) : null },
            StackedBarChart bars => bars with { Categories = Names(bars.Categories, below), Notes = Names(bars.Notes, note), Parts = Short(bars.Parts, legend) },
            RankedBarChart bars => bars with { Categories = Names(bars.Categories, left), Parts = Short(bars.Parts, legend) },
            HeatMapChart heat => heat with { Rows = Names(heat.Rows, left), Owners = Names(heat.Owners, left / 2), Words = (Name(heat.Words.Zero, legend), Name(heat.Words.None, legend)), ColourLabel = Name(heat.ColourLabel, height / 7) },
            CellChart cells => cells with { Rows = Names(cells.Rows, left), Columns = Names(cells.Columns, below), Value = Short(cells.Value, height / 7) },
            ScatterChart points => points with { MarkLabel = Name(points.MarkLabel, legend), Points = [.. points.Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).Select(point => point with { Name = Name(point.Name, left / 3), Note = Name(point.Note, width < 800 ? ScatterPainter.NoteLetters(width) : 2 * legend) })] },
            RangeChart ranges => ranges with { Categories = Names(ranges.Categories, below), Panels = [.. ranges.Panels.Select(panel => panel with { Vertical = Short(panel.Vertical, height / 10) })] },
            _ => common,
        };
    }

    /// <summary>A name in one line of at most so many letters; of a longer one both ends are kept.</summary>
    public static string Name(string name, int lettersMax)
    {
        StringBuilder clean = new(name.Length);
        foreach (Rune rune in name.EnumerateRunes())
        {
            clean.Append(Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? " " : rune.ToString());
        }

        int[] starts = StringInfo.ParseCombiningCharacters(clean.ToString());
        int most = Math.Max(NamesAtLeast, lettersMax);
        if (starts.Length <= most)
        {
            return clean.ToString();
        }

        int first = most * 2 / 3;
        return string.Concat(clean.ToString(0, starts[first]), "…", clean.ToString()[starts[^(most - first - 1)]..]);
    }

    private static int Letters(double pixels) => (int)(pixels / (PlotFrame.TickSize * PlotFrame.LetterWidth));

    private static string[] Names(IReadOnlyList<string> names, int most) => [.. names.Select(name => Name(name, most))];

    private static Axis Short(Axis axis, int most) => axis with { Label = Name(axis.Label, most), Unit = Name(axis.Unit, most) };

    private static LineSeries[] Short(IReadOnlyList<LineSeries> all, int most) => [.. all.Select(series => series with { Label = Name(series.Label, most) })];
}
