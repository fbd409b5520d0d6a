using AllocSim.Workloads.Objects;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads;

public sealed class NamedNumbersTests
{
    [Test]
    public void NumbersInSequence_AreOneRun()
    {
        var named = new NamedNumbers();
        for (long i = 0; i < 10_000; i++)
        {
            Assert.That(named.Add(i), Is.True);
        }

        Assert.That(named.RunCount, Is.EqualTo(1));
        Assert.That(named.Add(5_000), Is.False);
    }

    [Test]
    public void AgreesWithASet()
    {
        var named = new NamedNumbers();
        var model = new HashSet<long>();
        ulong state = 7;
        for (int i = 0; i < 20_000; i++)
        {
            state = state * 6364136223846793005 + 1442695040888963407;
            long number = (long)(state >> 50);
            Assert.That(named.Contains(number), Is.EqualTo(model.Contains(number)));
            Assert.That(named.Add(number), Is.EqualTo(model.Add(number)));
        }
    }

    [Test]
    public void AGapThatCloses_JoinsTheRuns()
    {
        var named = new NamedNumbers();
        named.Add(1);
        named.Add(3);
        Assert.That(named.RunCount, Is.EqualTo(2));
        named.Add(2);
        Assert.That(named.RunCount, Is.EqualTo(1));
    }
}
