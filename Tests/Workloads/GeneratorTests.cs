using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Generators;
using AllocSim.Workloads.Generators.Distributions;
using AllocSim.Workloads.Statistics;
using AllocSim.Workloads.Transforms;
using MathNet.Numerics.Statistics;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads;

[TestFixture]
[NonParallelizable] // looks at the memory of the whole process
internal sealed class GeneratorTests
{
    [TestCaseSource(typeof(BuiltInModels), nameof(BuiltInModels.Names))]
    public void AWorkload_IsWellFormed_AndTheSameEachTime(string name)
    {
        WorkloadModel model = BuiltInModels.Load(name) with { Operations = 80_000 };
        using var first = new GeneratedTrace(model);
        using var second = new GeneratedTrace(model);
        using var checkedOne = new GeneratedTrace(model);
        Operation[] operations = TextTraceReaderTests.ReadAll(first);
        Assert.Multiple(() =>
        {
            Assert.That(CheckedTrace.Check(checkedOne), Is.EqualTo(80_000));
            Assert.That(operations, Is.EqualTo(TextTraceReaderTests.ReadAll(second)));
            Assert.That(operations.Select(o => o.Kind).Distinct().Count(), Is.GreaterThan(1));
        });
    }

    [Test]
    public void EveryProgram_HasAWorkload()
    {
        Assert.That(BuiltInModels.Names.Select(n => BuiltInModels.Load(n).Program).Distinct(), Is.EquivalentTo(ProgramRegistry.Names));
    }

    [Test]
    public void AnotherSeed_GivesAnotherTrace()
    {
        WorkloadModel model = BuiltInModels.Load("larson") with { Operations = 5_000 };
        using var first = new GeneratedTrace(model);
        using var second = new GeneratedTrace(model with { Seed = 2 });
        Assert.That(TextTraceReaderTests.ReadAll(first), Is.Not.EqualTo(TextTraceReaderTests.ReadAll(second)));
    }

    [TestCase("program: larson\nparameters:\n  bloks: 5\n", "t: parameters: bloks is not a field here; known are blocks, max_size, min_size, rounds")]
    [TestCase("program: larson\nparameters:\n  blocks: many\n", "t: parameters: blocks: 'many' does not fit; a number from 1 to 10000000 is needed")]
    [TestCase("program: lars\n", "t: program lars is not known; known are larson, ")]
    [TestCase("threads: 3\n", "t: program is missing")]
    [TestCase("program: synthetic\nparameters: {sizes: {zip: {s: 1}}, lifetimes: 5us}\n", "t: parameters: sizes: zip is no distribution; known are uniform, ")]
    [TestCase("program: [", "t:")]
    [TestCase("- 1\n", "t: is not a description of a workload")]
    public void AWrongDescription_IsOneLine(string yaml, string message)
    {
        var error = Assert.Throws<ModelException>(() => WorkloadModel.Parse(new StringReader(yaml), "t"));
        Assert.That(error!.Message, Does.StartWith(message).And.Not.Contain('\n'));
    }

    [Test]
    public void Xoshiro_IsEven_AndItsStreamsDiffer()
    {
        var random = new Xoshiro(7);
        double[] draws = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextDouble())];
        Assert.That(draws.Mean(), Is.EqualTo(0.5).Within(0.005));
        Assert.That(draws.Variance(), Is.EqualTo(1 / 12.0).Within(0.002));
        Assert.That(new Xoshiro(7, 1).NextBits(), Is.Not.EqualTo(new Xoshiro(7, 2).NextBits()));
        Assert.That(new Xoshiro(7, 1, 1).NextBits(), Is.Not.EqualTo(new Xoshiro(7, 1, 2).NextBits()));
    }

    [Test]
    public void WeightedValues_KeepTheirShares()
    {
        var values = new WeightedValues([1, 2, 3], [1, 0, 3]);
        var random = new Xoshiro(3);
        double[] draws = [.. Enumerable.Range(0, 40_000).Select(_ => values.Next(random))];
        Assert.That(draws.Count(d => d == 2), Is.Zero);
        Assert.That(draws.Count(d => d == 3) / 40_000.0, Is.EqualTo(0.75).Within(0.01));
    }

    [TestCase("lognormal-weibull")]
    [TestCase("zipf-exponential")]
    [TestCase("larson")]
    public void AFittedModel_HasTheDistributionsOfItsTrace(string name)
    {
        WorkloadModel model = BuiltInModels.Load(name) with { Operations = 200_000 };
        using var original = new GeneratedTrace(model);
        using var toFit = new GeneratedTrace(model);
        using var yaml = new StringReader(TraceFitter.Fit(toFit).ToYaml(name));
        using var fitted = new GeneratedTrace(WorkloadModel.Parse(yaml, "fitted") with { Seed = 9 });
        (double[] sizes, double[] lifetimes, TraceStatistics statistics) = Samples(original);
        (double[] fittedSizes, double[] fittedLifetimes, TraceStatistics fittedStatistics) = Samples(fitted);
        Assert.Multiple(() =>
        {
            Assert.That(KolmogorovSmirnov(sizes, fittedSizes), Is.LessThan(0.02), "sizes");
            Assert.That(KolmogorovSmirnov(lifetimes, fittedLifetimes), Is.LessThan(0.05), "lifetimes");
            Assert.That(fittedStatistics.Operations, Is.EqualTo(statistics.Operations));
            Assert.That(fittedStatistics.LastTimeNs, Is.EqualTo(statistics.LastTimeNs).Within(20).Percent);
        });
    }

    [Test]
    public void ALongTrace_TakesNoMoreMemoryThanAShortOne()
    {
        WorkloadModel model = BuiltInModels.Load("zipf-exponential") with { Operations = 400_000 };
        using var trace = new GeneratedTrace(model);
        var batch = new OperationBatch();
        long after = 0;
        for (int i = 0; trace.TryRead(batch); i++)
        {
            after = i == 40 ? GC.GetTotalMemory(true) : after;
        }

        Assert.That(GC.GetTotalMemory(true) - after, Is.LessThan(1 << 20));
    }

    private static (double[] Sizes, double[] Lifetimes, TraceStatistics Statistics) Samples(GeneratedTrace trace)
    {
        var sizes = new List<double>();
        var lifetimes = new List<double>();
        var births = new Dictionary<int, long>();
        var statistics = new TraceStatistics();
        foreach (Operation op in TextTraceReaderTests.ReadAll(trace))
        {
            statistics.Add(op);
            int dead = op.Kind == OperationKind.Free ? op.Object : op.Kind == OperationKind.Realloc ? op.OldObject : -1;
            if (dead >= 0)
            {
                lifetimes.Add(op.TimeNs - births[dead]);
            }

            if (op.Kind is OperationKind.Malloc or OperationKind.Calloc or OperationKind.Realloc)
            {
                sizes.Add(op.Size);
                births[op.Object] = op.TimeNs;
            }
        }

        return ([.. sizes.Order()], [.. lifetimes.Order()], statistics);
    }

    /// <summary>The largest distance between two empirical distribution functions.</summary>
    private static double KolmogorovSmirnov(double[] a, double[] b)
    {
        double most = 0;
        int i = 0, j = 0;
        while (i < a.Length && j < b.Length)
        {
            double x = Math.Min(a[i], b[j]);
            while (i < a.Length && a[i] == x)
            {
                i++;
            }

            while (j < b.Length && b[j] == x)
            {
                j++;
            }

            most = Math.Max(most, Math.Abs((double)i / a.Length - (double)j / b.Length));
        }

        return most;
    }
}
