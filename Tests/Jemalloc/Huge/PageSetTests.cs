using AllocSim.Allocator.Jemalloc.Huge;

namespace AllocSim.Tests.Jemalloc.Huge;

[TestFixture]
internal sealed class PageSetTests
{
    [Test]
    public void RandomRuns_AgreeWithAnArrayOfBits([Values(32, 128, 512)] int pages, [Range(1, 3)] int seed)
    {
        var draws = new SeededDraws((ulong)seed);
        var set = new PageSet(pages);
        var model = new bool[pages];
        for (int step = 0; step < 2_000; step++)
        {
            int first = draws.Below(pages);
            int length = 1 + draws.Below(pages - first);
            if (draws.Below(2) == 0)
            {
                int added = model.Skip(first).Take(length).Count(isIn => !isIn);
                Assert.That(set.Add(first, length), Is.EqualTo(added));
                Array.Fill(model, true, first, length);
            }
            else
            {
                set.Remove(first, length);
                Array.Fill(model, false, first, length);
            }

            int at = draws.Below(pages);
            int nextIn = Array.IndexOf(model, true, at);
            int nextOut = Array.IndexOf(model, false, at);
            Assert.That(set.NextIn(at), Is.EqualTo(nextIn < 0 ? pages : nextIn));
            Assert.That(set.NextOut(at), Is.EqualTo(nextOut < 0 ? pages : nextOut));
            Assert.That(set.LastIn(at), Is.EqualTo(Array.LastIndexOf(model, true, at)));
            Assert.That(set.Count(), Is.EqualTo(model.Count(isIn => isIn)));
        }
    }

    [Test]
    public void ADifference_IsWhatIsInTheOneAndNotInTheOther()
    {
        var all = new PageSet(512);
        var some = new PageSet(512);
        var rest = new PageSet(512);
        all.Add(0, 512);
        some.Add(60, 10);
        rest.BecomeDifference(all, some);
        Assert.That((rest.NextOut(0), rest.NextIn(60), rest.Count()), Is.EqualTo((60, 70, 502)));
    }
}
