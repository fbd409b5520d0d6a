using AllocSim.Workloads.Objects;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads;

[NonParallelizable] // looks at the memory of the whole process
public sealed class SlotMapTests
{
    [Test]
    public void AgreesWithADictionaryUnderRandomUse([Values(1UL, 2UL, 3UL)] ulong seed)
    {
        var map = new SlotMap();
        var model = new Dictionary<long, int>();
        var live = new List<long>();
        ulong state = seed;
        long next = 0;
        for (int i = 0; i < 200_000; i++)
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            int draw = (int)(state >> 33);
            bool growing = i % 50_000 < 30_000;
            if (live.Count == 0 || draw % 100 < (growing ? 60 : 40))
            {
                next += 1 + (draw % 7 == 0 ? draw % 1000 : 0);
                model.Add(next, map.Add(next));
                live.Add(next);
                continue;
            }

            int at = draw % live.Count;
            long number = live[at];
            Assert.That(map.Find(number), Is.EqualTo(model[number]));
            if (draw % 5 == 0)
            {
                Assert.That(map.Rename(number, ++next), Is.EqualTo(model[number]));
                model.Add(next, model[number]);
                live[at] = next;
            }
            else
            {
                Assert.That(map.Remove(number), Is.EqualTo(model[number]));
                live[at] = live[^1];
                live.RemoveAt(live.Count - 1);
            }

            model.Remove(number);
            Assert.That(map.Find(number), Is.EqualTo(-1));
        }

        Assert.That(map.Count, Is.EqualTo(model.Count));
        Assert.That(model.Values.Distinct().Count(), Is.EqualTo(model.Count), "no slot is given out twice");
    }

    [Test]
    public void SlotsStayBelowTheMostThatEverLived()
    {
        var map = new SlotMap();
        for (long i = 0; i < 100_000; i++)
        {
            map.Add(i);
            if (i >= 100)
            {
                map.Remove(i - 100);
            }
        }

        Assert.That(map.SlotCount, Is.EqualTo(101));
    }

    [Test]
    public void TakesAtMostAbout24BytesALiveObject()
    {
        long before = GC.GetTotalMemory(true);
        var map = new SlotMap();
        const int count = 3_000_000;
        for (long i = 0; i < count; i++)
        {
            map.Add(i * 3);
        }

        long bytes = GC.GetTotalMemory(true) - before;
        GC.KeepAlive(map);
        Assert.That(bytes / (double)count, Is.LessThan(24));
    }
}
