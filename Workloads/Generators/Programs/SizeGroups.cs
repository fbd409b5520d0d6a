using System.Globalization;
using AllocSim.Workloads.Generators.Distributions;

namespace AllocSim.Workloads.Generators.Programs;

/// <summary>Groups of sizes, each with its share of allocations, its sizes and its lifetimes.</summary>
internal sealed class SizeGroups
{
    private readonly WeightedValues _choice;
    private readonly (IDistribution Sizes, IDistribution Lifetimes, double Immortal)[] _groups;

    /// <summary>Objects of each group that are live in the long run; none where groups do not say it.</summary>
    private double[] _live = [];

    private SizeGroups(IReadOnlyList<(double Weight, IDistribution Sizes, IDistribution Lifetimes, double Immortal)> groups)
    {
        _groups = [.. groups.Select(g => (g.Sizes, g.Lifetimes, g.Immortal))];
        _choice = new WeightedValues([.. groups.Select((_, i) => (double)i)], [.. groups.Select(g => g.Weight)]);
    }

    /// <summary>
    /// Reads them: "sizes" and "lifetimes" for a single group; "groups", a list of {weight, sizes, lifetimes, immortal}; "classes", a list of [size, rate, live],
    /// or "classes_csv", a file of such lines, where a class of size s is allocated in proportion to its rate and lives so long that "live" objects of it are alive.
    /// </summary>
    public static SizeGroups Read(ModelNode p)
    {
        if (p.Find("groups") is { } list)
        {
            return Of(list, [.. list.Items().Select(g => (g.Get("weight").Number(0, 1e18), DistributionReader.Read(g.Get("sizes")), DistributionReader.Read(g.Get("lifetimes")), g.Number("immortal", 0, 0, 1)))]);
        }

        if (p.Find("classes") is { } classes)
        {
            return FromClasses(p, classes, [.. classes.Items().Select(c => (IReadOnlyList<double>)[.. c.Items().Select(v => v.Number(0, 1e18))])]);
        }

        if (p.Find("classes_csv") is { } file)
        {
            return FromClasses(p, file, [.. ReadCsv(file)]);
        }

        double immortal = p.Number("immortal", 0, 0, 1);
        return Of(p, [(1, DistributionReader.Read(p.Get("sizes")), DistributionReader.Read(p.Get("lifetimes")), immortal)]);
    }

    /// <summary>Draws a size in bytes and a lifetime in nanoseconds, infinite for an object that is never freed.</summary>
    public (ulong Size, double LifetimeNs) Next(Xoshiro random) => Draw(_groups[_choice.NextIndex(random)], random);

    /// <summary>How many objects of each group there are when a program begins with a share of those that are live in the long run; none where groups do not say it.</summary>
    public long[] Beginning(double share) => [.. _live.Select(live => (long)Math.Round(live * share))];

    /// <summary>Draws an object of a group, as <see cref="Next"/> does.</summary>
    public (ulong Size, double LifetimeNs) NextOf(int group, Xoshiro random) => Draw(_groups[group], random);

    private static (ulong Size, double LifetimeNs) Draw((IDistribution Sizes, IDistribution Lifetimes, double Immortal) group, Xoshiro random)
    {
        ulong size = (ulong)Math.Clamp(Math.Round(group.Sizes.Next(random)), 0, 1L << 47);
        return (size, group.Immortal > 0 && random.Chance(group.Immortal) ? double.PositiveInfinity : group.Lifetimes.Next(random));
    }

    private static SizeGroups Of(ModelNode node, IReadOnlyList<(double Weight, IDistribution Sizes, IDistribution Lifetimes, double Immortal)> groups) =>
        groups.Sum(g => g.Weight) > 0 ? new SizeGroups(groups) : throw node.Wrong("there is no group with a weight above 0; one is needed");

    /// <summary>By Little's law a class with so many live objects and such a rate has a mean lifetime of live/rate; rates are per second of the trace, scaled by "rate_scale".</summary>
    private static SizeGroups FromClasses(ModelNode p, ModelNode node, IReadOnlyList<IReadOnlyList<double>> rows)
    {
        double scale = p.Number("rate_scale", 1, 1e-12, 1e12), live = p.Number("live_scale", 1, 1e-12, 1e12);
        if (rows.Any(r => r.Count != 3))
        {
            throw node.Wrong("each class is [size, rate, live]");
        }

        double[][] used = [.. rows.Where(r => r[1] > 0).Select(r => r.ToArray())];
        SizeGroups groups = Of(node, [.. used.Select(r => (r[1], (IDistribution)new FormulaDistribution(_ => r[0]), Lifetimes(r[2] * live / (r[1] * scale) * 1e9), 0.0))]);
        groups._live = [.. used.Select(r => r[2] * live)];
        return groups;
    }

    private static FormulaDistribution Lifetimes(double meanNs) =>
        new(r => MathNet.Numerics.Distributions.Exponential.Sample(r, 1 / Math.Max(meanNs, 1)));

    private static IEnumerable<IReadOnlyList<double>> ReadCsv(ModelNode file)
    {
        string path = file.Text();
        if (!File.Exists(path))
        {
            throw file.Wrong($"{path}: there is no such file; a CSV file of size, rate, live is needed");
        }

        foreach (string line in File.ReadLines(path))
        {
            double[] values = [.. line.Split(',').Select(v => double.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= 0 ? value : throw file.Wrong($"{path}: '{line}' is not size, rate, live"))];
            yield return values;
        }
    }
}
