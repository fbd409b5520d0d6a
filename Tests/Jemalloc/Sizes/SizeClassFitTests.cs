using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Workloads.Generators;

namespace AllocSim.Tests.Jemalloc.Sizes;

[TestFixture]
internal sealed class SizeClassFitTests
{
    [Test]
    public void FittedClasses_WasteAsLittleAsTheBestOfAllSets([Range(1, 12)] int seed)
    {
        Xoshiro random = new((ulong)seed);
        ulong largest = 200 + (ulong)random.Below(160);
        KeyValuePair<ulong, long>[] sizes = [.. Enumerable.Range(0, 25).Select(_ => random.Between(1, largest)).Distinct().Order().Select(size => KeyValuePair.Create(size, (long)random.Between(1, 1000)))];
        for (int count = 1; count <= 4; count++)
        {
            SizeClass[] fitted = [.. SizeClassFit.Apply(new SizeClassChoice { FitCount = count }, sizes, 4096).List];
            Assert.That(fitted, Has.Length.LessThanOrEqualTo(count));
            Assert.That(Cost(fitted, sizes), Is.EqualTo(LeastCost(count, sizes)).Within(1e-6), $"{count} classes");
        }
    }

    [Test]
    public void FittedClasses_AreAListThatIsAccepted([Values("fit:1", "fit:3", "fit:40", "fit:255", "fit:20,lg_quantum:3", "fit:20,lg_quantum:6", "fit:20,small_min:16", "fit:20,small_max:1000")] string text, [Values(4096, 65536)] int pageSize)
    {
        Xoshiro random = new(5);
        KeyValuePair<ulong, long>[] sizes = [.. Enumerable.Range(0, 2000).Select(_ => (ulong)Math.Exp(random.NextDouble() * 13)).Distinct().Order().Select(size => KeyValuePair.Create(size, 1L))];
        SizeClassChoice choice = SizeClassFit.Apply(SizeClassChoiceTests.Good(text, pageSize), sizes, pageSize);
        Assert.That(SizeClassChoiceTests.Good(choice.ToString(), pageSize).List, Is.EqualTo(choice.List));
        Assert.That(choice.Build(pageSize, [], [], 0).SmallCount, Is.EqualTo(choice.List.Count));
    }

    [Test]
    public void MoreClassesThanSizes_AreNotMade()
        => Assert.That(SizeClassFit.Apply(new SizeClassChoice { FitCount = 50 }, [new(10, 5), new(100, 5), new(1000, 1), new(1 << 20, 99)], 4096).List.Select(c => c.Size), Is.EqualTo((ulong[])[16, 112, 1008]));

    [Test]
    public void NoSmallRequest_LeavesTheUsualClasses()
        => Assert.That(SizeClassFit.Apply(new SizeClassChoice { FitCount = 5 }, [new(1 << 20, 99)], 4096).ToString(), Is.EqualTo("default"));

    private static double LeastCost(int count, KeyValuePair<ulong, long>[] sizes)
    {
        // Only the sizes of requests, rounded up, and what lies up to two steps above them can be best; all are tried.
        SizeClass[] all = [.. ((ulong[])[8, .. Enumerable.Range(1, 24).Select(i => (ulong)i * 16)]).Select(Cheapest)];
        double least = double.MaxValue;
        Choose(0, []);
        return least;

        void Choose(int from, SizeClass[] chosen)
        {
            if (chosen.Length > 0 && chosen[^1].Size >= sizes[^1].Key)
            {
                least = Math.Min(least, Cost(chosen, sizes));
            }

            for (int i = from; i < all.Length && chosen.Length < count; i++)
            {
                Choose(i + 1, [.. chosen, all[i]]);
            }
        }
    }

    private static SizeClass Cheapest(ulong size)
        => Enumerable.Range(1, 16).Where(pages => (ulong)pages * 4096 / size <= 512).Select(pages => new SizeClass(size, true, pages)).MinBy(c => SizeClassFit.CostOf(c, 4096));

    /// <summary>Bytes that all requests take, slab tails shared out over the regions.</summary>
    private static double Cost(SizeClass[] classes, KeyValuePair<ulong, long>[] sizes)
        => sizes.Sum(size => size.Value * SizeClassFit.CostOf(classes.First(c => c.Size >= size.Key), 4096));
}
