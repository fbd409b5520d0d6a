using System.Globalization;
using System.Text;

namespace AllocSim.Reports.Charts;

/// <content>Charts that compare many runs: points in a plane, ranges by category, coloured cells.</content>
internal static partial class GnuplotScript
{
    private const int NotesMax = 20;

    /// <summary>Pixels of a chart: higher where it has panels or a long legend.</summary>
    private static int Height(Chart chart) => chart switch
    {
        RangeChart ranges => 120 + (260 * ranges.Panels.Count),
        ScatterChart points => 720 + (20 * ((Math.Min(points.Points.Count(p => p.IsMarked), NotesMax) / 2) + 2)),
        _ => 800,
    };

    private static void Scatter(StringBuilder script, ScatterChart chart)
    {
        ScatterPoint[] marked = [.. chart.Points.Where(point => point.IsMarked)];
        string at = string.Create(CultureInfo.InvariantCulture, $"\"{chart.Name}.csv\" skip 1 using");
        string x = string.Create(CultureInfo.InvariantCulture, $"$2/{chart.Horizontal.Divisor:R}");
        string y = string.Create(CultureInfo.InvariantCulture, $"($3/{chart.Vertical.Divisor:R})");
        script.Append("set key outside below vertical Left reverse samplen 2 spacing 1.2 maxcols 2 width 4\nset format x \"%g\"\nset format y \"%g\"\n");
        AppendRange(script, "x", chart.Points.Select(point => point.X), chart.Horizontal);
        AppendRange(script, "y", chart.Points.Select(point => point.Y), chart.Vertical);
        script.Append("plot \\\n");
        if (chart.Points.Count > marked.Length)
        {
            script.Append(CultureInfo.InvariantCulture, $"  {at} ($4==0 ? {x} : NaN):{y} with points pt 7 ps 0.9 lc rgb \"#a8a8a8\" title \"other points\", \\\n");
        }

        script.Append(CultureInfo.InvariantCulture, $"  {at} ($4==1 ? {x} : NaN):{y} with fsteps lw 1.5 lc rgb \"#d55e00\" notitle, \\\n");
        script.Append(CultureInfo.InvariantCulture, $"  {at} ($4==1 ? {x} : NaN):{y} with points pt 7 ps 1.5 lc rgb \"#d55e00\" title {Quote(chart.MarkLabel)}, \\\n");
        script.Append(CultureInfo.InvariantCulture, $"  {at} ($4==1 ? {x} : NaN):{y}:1 with labels left offset 0.9,0.5 font \"sans,10\" textcolor rgb \"#222222\" notitle");
        foreach (ScatterPoint point in marked.Take(NotesMax))
        {
            script.Append(CultureInfo.InvariantCulture, $", \\\n  keyentry with points pt 7 ps 0.01 lc rgb \"white\" title {Quote($"{point.Name}:  {point.Note}")}");
        }

        if (marked.Length > NotesMax)
        {
            script.Append(CultureInfo.InvariantCulture, $", \\\n  keyentry with points pt 7 ps 0.01 lc rgb \"white\" title \"and {marked.Length - NotesMax} more\"");
        }

        script.Append('\n');
    }

    private static void Ranges(StringBuilder script, RangeChart chart)
    {
        script.Append(CultureInfo.InvariantCulture, $"unset title\nset multiplot layout {chart.Panels.Count},1 title {Quote(chart.Title)} font \"sans,15\"\n");
        script.Append("unset key\nset format y \"%g\"\nset style fill solid 0.3 noborder\nset grid noxtics ytics back ls 100\nset lmargin 14\nset rmargin 4\n");
        script.Append(CultureInfo.InvariantCulture, $"set xrange [-0.6:{chart.Categories.Count - 0.4}]\n");
        if (NeedsSlant(chart.Categories))
        {
            script.Append("set xtics rotate by -20\n");
        }

        for (int i = 0; i < chart.Panels.Count; i++)
        {
            RangePanel panel = chart.Panels[i];
            string colour = Colours[(i * 3) % Colours.Length];
            string divisor = panel.Vertical.Divisor.ToString("R", CultureInfo.InvariantCulture);
            script.Append(CultureInfo.InvariantCulture, $"set ylabel {Quote(panel.Vertical.Text)}\n");
            script.Append(i == chart.Panels.Count - 1 ? string.Create(CultureInfo.InvariantCulture, $"set xlabel {Quote(chart.Horizontal.Text)}\n") : "unset xlabel\n");
            script.Append("unset logscale y\n");
            AppendRange(script, "y", panel.Least.Concat(panel.Greatest), panel.Vertical);
            script.Append(CultureInfo.InvariantCulture, $"plot \"{chart.Name}.csv\" skip 1 using 0:(${(i * 3) + 3}/{divisor}):($0-0.16):($0+0.16):(${(i * 3) + 2}/{divisor}):(${(i * 3) + 4}/{divisor}) with boxxyerror lc rgb \"{colour}\", \\\n");
            script.Append(CultureInfo.InvariantCulture, $"  \"{chart.Name}.csv\" skip 1 using 0:(${(i * 3) + 3}/{divisor}):xtic(strcol(1)) with linespoints pt 7 ps 1.2 lw 2 lc rgb \"{colour}\"\n");
        }

        script.Append("unset multiplot\n");
    }

    private static void Cells(StringBuilder script, CellChart chart)
    {
        string divisor = chart.Value.Divisor.ToString("R", CultureInfo.InvariantCulture);
        double[] values = [.. chart.Cells.Cast<double>().Where(value => !double.IsNaN(value))];
        script.Append("unset key\nunset grid\nset datafile missing NaN\nset format cb \"%g\"\nset palette defined (0 \"#fff8ea\", 0.5 \"#fdcf92\", 1 \"#e56a45\")\n");
        script.Append(CultureInfo.InvariantCulture, $"set cblabel {Quote(chart.Value.Text)} offset 1\n");
        if (values.Min() == values.Max())
        {
            AppendRange(script, "cb", values, chart.Value);
        }

        script.Append(CultureInfo.InvariantCulture, $"set xrange [-0.5:{chart.Columns.Count - 0.5}]\nset yrange [-0.5:{chart.Rows.Count - 0.5}]\n");
        script.Append(CultureInfo.InvariantCulture, $"set xtics ({NameTicks(chart.Columns)}){(NeedsSlant(chart.Columns) ? " rotate by -20" : "")}\nset ytics ({NameTicks(chart.Rows)})\n");
        string at = string.Create(CultureInfo.InvariantCulture, $"\"{chart.Name}.csv\" skip 1 matrix every 1:1:1 using ($1-1):2");
        script.Append(CultureInfo.InvariantCulture, $"plot {at}:($3/{divisor}) with image");
        if (chart.Columns.Count <= 16 && chart.Rows.Count <= 24)
        {
            script.Append(CultureInfo.InvariantCulture, $", \\\n  {at}:($3==$3 ? sprintf(\"{(values.Max() / chart.Value.Divisor < 1000 ? "%.2f" : "%.0f")}\", $3/{divisor}) : \"\") with labels font \"sans,11\" textcolor rgb \"#222222\"");
        }

        script.Append('\n');
    }

    private static string NameTicks(IReadOnlyList<string> names)
        => string.Join(", ", names.Select((name, i) => string.Create(CultureInfo.InvariantCulture, $"{Quote(name)} {i}")));

    /// <summary>Whether names would run into each other side by side.</summary>
    private static bool NeedsSlant(IReadOnlyList<string> names) => names.Sum(name => name.Length + 2) > 150;

    /// <summary>The range of an axis, with room around the values; logarithmic where values of very different size would lie on top of each other.</summary>
    private static void AppendRange(StringBuilder script, string name, IEnumerable<double> values, Axis axis)
    {
        double least = values.Min() / axis.Divisor;
        double greatest = values.Max() / axis.Divisor;
        if (least > 0 && greatest / least > Axis.LogRatio)
        {
            script.Append(CultureInfo.InvariantCulture, $"set logscale {name}\nset {name}range [{least / 1.6:G6}:{greatest * 2.5:G6}]\n");
            return;
        }

        double room = greatest > least ? (greatest - least) * 0.1 : Math.Max(Math.Abs(least) / 10, 1);
        script.Append(CultureInfo.InvariantCulture, $"set {name}range [{(least >= 0 ? Math.Max(least - room, 0) : least - room):G6}:{greatest + room:G6}]\n");
    }
}
