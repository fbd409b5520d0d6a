using MathNet.Numerics.Distributions;

namespace AllocSim.Workloads.Generators.Distributions;

/// <summary>Reads distributions from a description: a number, or one field that names the distribution and holds its parameters.</summary>
internal static class DistributionReader
{
    private const double Large = 1e18;

    /// <summary>Reads one.</summary>
    /// <exception cref="ModelException">The name or a parameter is wrong.</exception>
    public static IDistribution Read(ModelNode node)
    {
        if (node.IsValue)
        {
            double value = node.Number(0, Large);
            return new FormulaDistribution(_ => value);
        }

        IReadOnlyList<string> fields = node.Fields();
        if (fields.Count != 1)
        {
            throw node.Wrong("one distribution is needed, such as 'uniform: {min: 16, max: 512}'");
        }

        ModelNode p = node.Get(fields[0]);
        return fields[0] switch
        {
            "uniform" => Uniform(p),
            "normal" => Formula(p, "mean", "deviation", Normal.Sample),
            "lognormal" => LogNormalOf(p),
            "exponential" => Exponential(p),
            "weibull" => Formula(p, "shape", "scale", Weibull.Sample),
            "pareto" => Formula(p, "scale", "shape", Pareto.Sample),
            "gamma" => Formula(p, "shape", "rate", Gamma.Sample),
            "zipf" => ZipfOf(p),
            "bimodal" => Bimodal(p),
            "empirical" => Empirical(p),
            "quantiles" => Quantiles(p),
            var name => throw node.Wrong($"{name} is no distribution; known are uniform, normal, lognormal, exponential, weibull, pareto, gamma, zipf, bimodal, empirical, quantiles"),
        };
    }

    private static FormulaDistribution Uniform(ModelNode p)
    {
        double min = p.Get("min").Number(0, Large), max = p.Get("max").Number(min, Large);
        return new FormulaDistribution(r => min + r.NextDouble() * (max - min));
    }

    private static FormulaDistribution Exponential(ModelNode p)
    {
        double mean = p.Get("mean").Number(1e-9, Large);
        return new FormulaDistribution(r => MathNet.Numerics.Distributions.Exponential.Sample(r, 1 / mean));
    }

    /// <summary>By its median and sigma, or by mu and sigma of the logarithm.</summary>
    private static FormulaDistribution LogNormalOf(ModelNode p)
    {
        double mu = p.Find("median") is { } median ? Math.Log(median.Number(1e-9, Large)) : p.Get("mu").Number(-50, 50);
        double sigma = p.Get("sigma").Number(0, 50);
        return new FormulaDistribution(r => LogNormal.Sample(r, mu, sigma));
    }

    private static FormulaDistribution Formula(ModelNode p, string first, string second, Func<Random, double, double, double> sample)
    {
        double a = p.Get(first).Number(1e-9, Large), b = p.Get(second).Number(1e-9, Large);
        return new FormulaDistribution(r => sample(r, a, b));
    }

    /// <summary>Rank k of 1 to n with a probability that falls as k^-s; the value is k times scale.</summary>
    private static WeightedValues ZipfOf(ModelNode p)
    {
        double s = p.Get("s").Number(0, 20), scale = p.Number("scale", 1, 1e-9, Large);
        int n = (int)p.Get("n").Number(1, 1_000_000);
        double harmonic = Enumerable.Range(1, n).Sum(k => Math.Pow(k, -s));
        return new WeightedValues([.. Enumerable.Range(1, n).Select(k => k * scale)], [.. Enumerable.Range(1, n).Select(k => n <= 4096 ? Zipf.PMF(s, n, k) : Math.Pow(k, -s) / harmonic)]);
    }

    private static FormulaDistribution Bimodal(ModelNode p)
    {
        double share = p.Get("share").Number(0, 1);
        IDistribution first = Read(p.Get("first")), second = Read(p.Get("second"));
        return new FormulaDistribution(r => r.Chance(share) ? first.Next(r) : second.Next(r));
    }

    private static WeightedValues Empirical(ModelNode p)
    {
        var values = new List<double>();
        var weights = new List<double>();
        foreach (ModelNode pair in p.Items())
        {
            IReadOnlyList<ModelNode> both = pair.Items();
            if (both.Count != 2)
            {
                throw pair.Wrong("a value and its weight are needed, as in [64, 10]");
            }

            values.Add(both[0].Number(0, Large));
            weights.Add(both[1].Number(0, Large));
        }

        return weights.Sum() > 0 ? new WeightedValues(values, weights) : throw p.Wrong("a list of [value, weight] is needed, with a weight above 0");
    }

    private static QuantileTable Quantiles(ModelNode p)
    {
        double[] values = [.. p.Items().Select(i => i.Number(0, Large))];
        bool rises = values.Zip(values.Skip(1)).All(pair => pair.First <= pair.Second);
        return values.Length > 0 && rises ? new QuantileTable(values) : throw p.Wrong("a list of values that do not fall is needed");
    }
}
