namespace AllocSim.Tests.Contention;

/// <summary>One lock, first come, first served, against closed forms.</summary>
[TestFixture]
internal sealed class QueueingTheoryTests
{
    private const long HoldNs = 100;
    private const long ThinkNs = 900;

    [Test]
    public void ConstantTimes_GiveTheDeterministicRepairman([Range(1, 64)] int threads)
    {
        const int rounds = 4000;
        LoopProgram run = new LoopProgram(threads, rounds, _ => ThinkNs, _ => HoldNs, LoopProgram.Settings(threads)).Run();
        double throughput = (double)threads * rounds / run.Kernel.NowNs;
        double expected = Math.Min(threads / (double)(HoldNs + ThinkNs), 1.0 / HoldNs);
        double wait = Math.Max(0, (threads * HoldNs) - HoldNs - ThinkNs);
        double measured = (double)run.Lock.WaitNs / run.Lock.Acquisitions;
        Assert.That(throughput, Is.EqualTo(expected).Within(1).Percent);
        Assert.That(measured, Is.EqualTo(wait).Within(Math.Max(wait * 0.01, 5)));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(4)]
    [TestCase(8)]
    [TestCase(12)]
    [TestCase(16)]
    [TestCase(32)]
    [TestCase(64)]
    public void ExponentialTimes_GiveTheMachineRepairman(int threads)
    {
        const long hold = 10_000;
        const long think = 90_000;
        int rounds = 400_000 / threads;
        Exponential numbers = new(12345);
        LoopProgram run = new LoopProgram(threads, rounds, _ => numbers.Next(think), _ => numbers.Next(hold), LoopProgram.Settings(threads)).Run();
        double throughput = (double)threads * rounds / run.Kernel.NowNs;
        double expected = RepairmanThroughput(threads, hold, think);
        double wait = (threads / expected) - think - hold;
        double measured = (double)run.Lock.WaitNs / run.Lock.Acquisitions;
        Assert.That(throughput, Is.EqualTo(expected).Within(1).Percent);
        Assert.That(measured, Is.EqualTo(wait).Within(Math.Max(wait * 0.01, hold * 0.01)));
    }

    [TestCase(0.2)]
    [TestCase(0.5)]
    [TestCase(0.7)]
    [TestCase(0.8)]
    public void PoissonArrivals_WithConstantHolds_GiveMD1(double load)
    {
        const long hold = 10_000;
        const int arrivals = 1_000_000;
        ArrivalProgram run = new(arrivals, (long)(hold / load), hold, new Exponential(777));
        double expected = load * hold / (2 * (1 - load));
        double measured = (double)run.Lock.WaitNs / run.Lock.Acquisitions;
        Assert.That(measured, Is.EqualTo(expected).Within(1).Percent);
        Assert.That((double)run.Lock.HoldNs / run.Kernel.NowNs, Is.EqualTo(load).Within(1).Percent);
    }

    // Mean value analysis, which is exact here: a station with one server and n customers that think.
    private static double RepairmanThroughput(int threads, double hold, double think)
    {
        double queue = 0;
        double throughput = 0;
        for (int n = 1; n <= threads; n++)
        {
            double response = hold * (1 + queue);
            throughput = n / (think + response);
            queue = throughput * response;
        }

        return throughput;
    }
}
