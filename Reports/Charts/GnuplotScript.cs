using System.Globalization;
using System.Text;

namespace AllocSim.Reports.Charts;

/// <summary>Writes the gnuplot script of a chart. It reads NAME.csv and draws NAME.png in the directory it is run in.</summary>
internal static partial class GnuplotScript
{
    private const int TicksWanted = 8;
    private const int WidthMax = 8;

    // Of the largest horizontal value to the smallest; from there on they are drawn at equal distances for each doubling.
    private const int Doublings = 8;
    private const int TitleLineMax = 100;

    // What a line of labels below bars has room for.
    private const int LabelsMax = 140;

    private static readonly string[] Colours = ["#0072b2", "#009e73", "#e69f00", "#d55e00", "#cc79a7", "#56b4e9", "#7f7f7f", "#000000", "#8c564b", "#b5a300"];

    public static string For(Chart chart)
    {
        StringBuilder script = new();
        script.Append(CultureInfo.InvariantCulture, $"""
            # Draws {chart.Name}.png from {chart.Name}.csv: gnuplot {chart.Name}.gp
            set terminal pngcairo size 1400,{Height(chart)} noenhanced font "sans,12" background rgb "white"
            set output "{chart.Name}.png"
            set datafile separator ","
            set title {Quote(Wrap(chart.Title))} font "sans,15"
            set xlabel {Quote(chart.Horizontal.Text)}
            set ylabel {Quote(chart.Vertical.Text)}
            set border 3 lc rgb "#555555"
            set tics nomirror out textcolor rgb "#222222"
            set style line 100 lc rgb "#dddddd" lw 1
            set grid back ls 100

            """);
        switch (chart)
        {
            case LineChart lines:
                Lines(script, lines);
                break;
            case StackedBarChart bars:
                Bars(script, bars);
                break;
            case RankedBarChart bars:
                Ranking(script, bars);
                break;
            case HeatMapChart heat:
                Heat(script, heat);
                break;
            case ScatterChart points:
                Scatter(script, points);
                break;
            case RangeChart ranges:
                Ranges(script, ranges);
                break;
            case CellChart cells:
                Cells(script, cells);
                break;
            default:
                throw new ArgumentException($"no script for {chart.GetType().Name}", nameof(chart));
        }

        return script.ToString().Replace("\r", "", StringComparison.Ordinal);
    }

    private static void Lines(StringBuilder script, LineChart chart)
    {
        double seen = DashedLines.LeastStep(chart);
        script.Append(chart.Series.Count == 1 ? "unset key\n" : "set key outside right top vertical Left reverse samplen 2 spacing 1.2\n");
        script.Append("set yrange [0:*]\nset format x \"%g\"\nset format y \"%g\"\n");
        if (!chart.IsMeasured)
        {
            // A step without height leaves a blot: steps too small to be seen are left out.
            script.Append(CultureInfo.InvariantCulture, $"set datafile missing NaN\nwas = NaN\nmoved(row, x, y) = row == 0 || x == {chart.X[^1]:R} || abs(y - was) > {seen:R} ? (was = y) : NaN\n");
        }
        else if (chart.X[0] > 0 && chart.X[^1] >= chart.X[0] * Doublings)
        {
            script.Append(CultureInfo.InvariantCulture, $"set logscale x 2\nset xtics ({string.Join(", ", chart.X.Select(x => FormattableString.Invariant($"{x:R}")))})\n");
        }

        script.Append(CultureInfo.InvariantCulture, $"set xrange [{(chart.IsMeasured && chart.X[0] > 0 ? chart.X[0] : Left(chart.X)) / chart.Horizontal.Divisor:R}:{(chart.X[^1] > Left(chart.X) ? chart.X[^1] / chart.Horizontal.Divisor : (chart.X[^1] / chart.Horizontal.Divisor) + 1):R}]\nplot \\\n");
        script.AppendJoin(", \\\n", chart.Series.Select((series, i) => string.Create(
            CultureInfo.InvariantCulture,
            $"  \"{Source(chart, series)}.csv\" skip 1 using (${1}/{chart.Horizontal.Divisor:R}):({Height(chart, i)}/{chart.Vertical.Divisor:R}) with {Stroke(chart, i, seen)} title {Quote(series.Label)}")));
        script.Append('\n');
    }

    private static string Source(LineChart chart, LineSeries series) => DashedLines.Holds(chart, series) ? DashedLines.FileName(chart) : chart.Name;

    private static string Height(LineChart chart, int number)
    {
        LineSeries series = chart.Series[number];
        int before = DashedLines.Holds(chart, series) ? chart.Series.Take(number).Count(other => other.IsDashed) : number;
        string column = FormattableString.Invariant($"${before + 2}");
        return chart.IsMeasured || series.IsDashed ? column : $"moved($0,$1,{column})";
    }

    private static string Stroke(LineChart chart, int number, double seen)
    {
        LineSeries series = chart.Series[number];
        string colour = Colours[number % Colours.Length];
        if (series.IsBound)
        {
            return $"fillsteps fs transparent solid 0.25 noborder lc rgb \"{colour}\"";
        }

        // A line that lies below others on most of its way is seen at both sides of them.
        int width = Math.Min(2 + (2 * chart.Series.Skip(number + 1).Count(later => !later.IsDashed && AreOne(series.Values, later.Values, 2 * seen))), WidthMax);
        return string.Create(CultureInfo.InvariantCulture, $"{(chart.IsMeasured ? "linespoints pt 7 ps 1.2" : series.IsDashed ? "lines" : "steps")} lw {width} lc rgb \"{colour}\"{(series.IsDashed ? " dt (12,7)" : "")}");
    }

    /// <summary>Whether two lines lie on each other on most of their way.</summary>
    private static bool AreOne(IReadOnlyList<double> one, IReadOnlyList<double> other, double seen)
        => Enumerable.Range(0, one.Count).Count(i => Math.Abs(one[i] - other[i]) <= seen) > one.Count * 2 / 3;

    /// <summary>A long title goes on in a second line, behind a blank or a comma.</summary>
    private static string Wrap(string title)
    {
        StringBuilder lines = new();
        while (title.Length > TitleLineMax)
        {
            int end = title.AsSpan(0, TitleLineMax).LastIndexOfAny(' ', ',') + 1;
            if (end == 0)
            {
                break;
            }

            lines.Append(title, 0, end).Append('\n');
            title = title[end..];
        }

        return lines.Append(title).ToString();
    }

    /// <summary>Where the axis begins: at 0, unless that would leave much of it empty.</summary>
    private static double Left(IReadOnlyList<double> x) => x[0] >= 0 && x[0] <= x[^1] / 4 ? 0 : x[0];

    private static void Bars(StringBuilder script, StackedBarChart chart)
    {
        // Above some forty bars every label would lie on its neighbour.
        int every = ((chart.Categories.Count - 1) / 40) + 1;
        string scale = chart.Vertical.Divisor.ToString("R", CultureInfo.InvariantCulture);
        string total = string.Join('+', chart.Parts.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"${i + 2}")));
        script.Append("set key outside right top vertical Left reverse samplen 2 spacing 1.2\nset style data histograms\nset style histogram rowstacked\n");
        script.Append("set style fill solid 0.9 noborder\nset boxwidth 0.75\nset yrange [0:*]\nset offsets 0, 0, graph 0.15, 0\n");
        script.Append(CultureInfo.InvariantCulture, $"set xrange [-0.7:{chart.Categories.Count - 0.3:R}]\n");
        script.Append(CultureInfo.InvariantCulture, $"set xtics {(Fits(chart.Categories) ? "" : "rotate by -60 ")}font \"sans,10\"\nset grid noxtics ytics back ls 100\nplot \\\n");
        for (int i = 0; i < chart.Parts.Count; i++)
        {
            script.Append(
                CultureInfo.InvariantCulture,
                $"  \"{chart.Name}.csv\" skip 1 using (${i + 2}/{scale}):xtic(int($0)%{every}==0 ? strcol(1) : \"\") lc rgb \"{Colours[(i * 3) % Colours.Length]}\" title {Quote(chart.Parts[i].Label)}, \\\n");
        }

        script.Append(
            CultureInfo.InvariantCulture,
            $"  \"{chart.Name}.csv\" skip 1 using 0:(({total})/{scale}):(int($0)%{every}==0 ? strcol({chart.Parts.Count + 2}) : \"\") with labels {(Fits(chart.Notes) ? "offset 0,0.7" : "rotate by 60 left offset 0.2,0.4")} font \"sans,9\" textcolor rgb \"#444444\" notitle\n");
    }

    /// <summary>Whether labels of neighbouring bars do not touch when they are written level.</summary>
    private static bool Fits(IReadOnlyList<string> labels) => labels.Count * (labels.Max(label => label.Length) + 1) <= LabelsMax;

    private static void Ranking(StringBuilder script, RankedBarChart chart)
    {
        string scale = chart.Horizontal.Divisor.ToString("R", CultureInfo.InvariantCulture);
        script.Append("set key bottom right vertical Left reverse samplen 2 spacing 1.2\nset style fill solid 0.9 noborder\nset grid xtics noytics back ls 100\n");
        script.Append(CultureInfo.InvariantCulture, $"set lmargin 34\nunset ylabel\nset xrange [0:*]\nset yrange [{chart.Categories.Count - 0.5}:-0.5]\nplot \\\n");
        for (int i = 0; i < chart.Parts.Count; i++)
        {
            string left = Sum(i);
            string right = Sum(i + 1);
            script.Append(
                CultureInfo.InvariantCulture,
                $"  \"{chart.Name}.csv\" skip 1 using (({left})/{scale}):0:(({left})/{scale}):(({right})/{scale}):($0-0.38):($0+0.38):ytic(1) with boxxyerror lc rgb \"{Colours[(i * 3) % Colours.Length]}\" title {Quote(chart.Parts[i].Label)}{(i + 1 < chart.Parts.Count ? ", \\\n" : "\n")}");
        }

        static string Sum(int parts) => parts == 0 ? "0" : string.Join('+', Enumerable.Range(2, parts).Select(column => string.Create(CultureInfo.InvariantCulture, $"${column}")));
    }

    private static void Heat(StringBuilder script, HeatMapChart chart)
    {
        script.Append("unset key\nunset grid\nset cbrange [0:1]\nset format cb \"%g\"\nset lmargin 22\n");
        script.Append("set palette defined (0 \"#f4f4f4\", 0.001 \"#d7e8f5\", 0.25 \"#6fb1d8\", 0.5 \"#3b8bbf\", 0.75 \"#6a4c93\", 1 \"#b3123c\")\n");
        script.Append(CultureInfo.InvariantCulture, $"set cblabel {Quote(chart.ColourLabel)} offset 1\n");
        script.Append(CultureInfo.InvariantCulture, $"set xrange [-0.5:{chart.Columns.Count - 0.5}]\nset yrange [-0.5:{chart.Rows.Count - 0.5}]\n");
        script.Append(CultureInfo.InvariantCulture, $"set xtics ({ColumnTicks(chart)})\nset ytics ({RowTicks(chart)}) font \"mono,10\"\n");
        foreach (int row in chart.Breaks.Order())
        {
            script.Append(CultureInfo.InvariantCulture, $"set arrow from graph 0, first {row - 0.5} to graph 1, first {row - 0.5} nohead front lw 1 lc rgb \"#999999\"\n");
        }

        script.Append(CultureInfo.InvariantCulture, $"plot \"{chart.Name}.csv\" skip 1 matrix every 1:1:1 using ($1-1):2:3 with image\n");
    }

    private static string ColumnTicks(HeatMapChart chart)
    {
        double divisor = chart.Horizontal.Divisor;
        double first = chart.Columns[0] / divisor;
        double last = chart.Columns[^1] / divisor;
        double step = NiceStep((last - first) / TicksWanted);
        if (chart.Columns.Count < 2 || step <= 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"\"{first:G6}\" 0");
        }

        List<string> ticks = [];
        for (double tick = Math.Ceiling(first / step) * step; tick <= last + (step / 1000); tick += step)
        {
            ticks.Add(string.Create(CultureInfo.InvariantCulture, $"\"{Math.Round(tick, 9):G6}\" {(tick - first) / (last - first) * (chart.Columns.Count - 1):F3}"));
        }

        return string.Join(", ", ticks);
    }

    private static string RowTicks(HeatMapChart chart)
    {
        int every = Math.Max(1, (chart.Rows.Count + 19) / 20);
        return string.Join(", ", Enumerable.Range(0, chart.Rows.Count).Where(row => row % every == 0).Select(row => string.Create(CultureInfo.InvariantCulture, $"{Quote(chart.Rows[row])} {row}")));
    }

    /// <summary>1, 2 or 5 times a power of ten, at least what is asked for.</summary>
    private static double NiceStep(double wanted)
    {
        if (wanted <= 0)
        {
            return 0;
        }

        double power = Math.Pow(10, Math.Floor(Math.Log10(wanted)));
        double[] steps = [power, 2 * power, 5 * power, 10 * power];
        return steps.First(step => step >= wanted * 0.999999);
    }

    private static string Quote(string text) => '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal) + '"';
}
