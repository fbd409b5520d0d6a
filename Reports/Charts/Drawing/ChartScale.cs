using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace AllocSim.Reports.Charts.Drawing;

/// <summary>How values lie along an axis: in its unit, evenly or by their logarithm, with labels at round numbers.</summary>
/// <remarks>The drawing library has even axes alone: a logarithmic one is made of logarithms, with labels that say the numbers.</remarks>
internal sealed class ChartScale
{
    private readonly Axis _axis;

    private ChartScale(Axis axis, bool isLogarithmic, double least, double greatest)
    {
        _axis = axis;
        IsLogarithmic = isLogarithmic;
        Least = least;
        Greatest = greatest;
    }

    /// <summary>Whether places are logarithms.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>Where the axis begins.</summary>
    public double Least { get; }

    /// <summary>Where it ends.</summary>
    public double Greatest { get; }

    /// <summary>An even scale between two values.</summary>
    public static ChartScale Even(Axis axis, double least, double greatest)
        => new(axis, false, least / axis.Divisor, greatest > least ? greatest / axis.Divisor : (least / axis.Divisor) + 1);

    /// <summary>A scale with room around the values; logarithmic where values of very different size would lie on top of each other.</summary>
    public static ChartScale Around(Axis axis, IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite).Select(value => value / axis.Divisor).DefaultIfEmpty(0)];
        double least = finite.Min();
        double greatest = finite.Max();
        if (least > 0 && greatest / least > Axis.LogRatio)
        {
            return new ChartScale(axis, true, Math.Log10(least / 1.6), Math.Log10(greatest * 2.5));
        }

        double room = greatest > least ? (greatest - least) * 0.1 : Math.Max(Math.Abs(least) / 10, 1);
        return new ChartScale(axis, false, least >= 0 ? Math.Max(least - room, 0) : least - room, greatest + (2 * room));
    }

    /// <summary>A logarithmic scale from a half to the greatest of some counts, so that one is seen.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="counts">The counts.</param>
    /// <param name="room">The share of the height that is kept free above them.</param>
    public static ChartScale Counts(Axis axis, IEnumerable<double> counts, double room)
    {
        double least = Math.Log10(0.5);
        double greatest = Math.Log10(Math.Max(counts.Where(double.IsFinite).DefaultIfEmpty(1).Max(), 1));
        return new ChartScale(axis, true, least - Math.Log10(axis.Divisor), least + ((greatest - least) / (1 - Math.Max(0.05, room))) - Math.Log10(axis.Divisor));
    }

    /// <summary>A logarithmic scale over values that each get a label.</summary>
    public static ChartScale Doubling(Axis axis, IReadOnlyList<double> values)
    {
        double room = (Math.Log10(values[^1]) - Math.Log10(values[0])) * 0.03;
        return new ChartScale(axis, true, Math.Log10(values[0] / axis.Divisor) - room, Math.Log10(values[^1] / axis.Divisor) + room);
    }

    /// <summary>Where a value lies.</summary>
    public double At(double value) => IsLogarithmic ? Math.Log10(value / _axis.Divisor) : value / _axis.Divisor;

    /// <summary>Where values lie.</summary>
    public double[] At(IEnumerable<double> values) => [.. values.Select(At)];

    /// <summary>Labels at round numbers.</summary>
    /// <param name="spacing">Pixels from one label to the next, at least.</param>
    public ITickGenerator Ticks(float spacing)
    {
        if (!IsLogarithmic)
        {
            return new NumericAutomatic { MinimumTickSpacing = spacing, LabelFormatter = Label };
        }

        List<double> numbers = [];
        double decades = Greatest - Least;
        foreach (double factor in decades > 4 ? (double[])[1] : decades > 2 ? [1, 3] : [1, 2, 5])
        {
            for (double power = Math.Floor(Least); power <= Math.Ceiling(Greatest); power++)
            {
                numbers.Add(factor * Math.Pow(10, power));
            }
        }

        double[] shown = [.. numbers.Where(number => Math.Log10(number) >= Least && Math.Log10(number) <= Greatest).Order()];
        return new NumericManual([.. shown.Select(Math.Log10)], [.. shown.Select(Label)]);
    }

    /// <summary>A label at each of some values.</summary>
    public ITickGenerator TicksAt(IReadOnlyList<double> values) => new NumericManual(At(values), [.. values.Select(value => Label(value / _axis.Divisor))]);

    /// <summary>A number as a label.</summary>
    public static string Label(double value)
    {
        double near = Math.Abs(value) < 1e-12 ? 0 : value;
        return Math.Abs(near) is >= 1e6 or (> 0 and < 1e-4) ? near.ToString("0.###e0", CultureInfo.InvariantCulture) : near.ToString("0.#####", CultureInfo.InvariantCulture);
    }
}
