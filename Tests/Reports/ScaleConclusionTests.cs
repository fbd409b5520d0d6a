using AllocSim.Reports.Console;
using AllocSim.Reports.Contention;

namespace AllocSim.Tests.Reports;

public sealed class ScaleConclusionTests
{
    [Test]
    public void WhereThroughputStopsGrowing_TheMutexIsNamed()
    {
        string said = ScaleConclusion.Of([Step(1, 100, running: 50, locks: 0, ready: 50), Step(2, 180, running: 80, locks: 10), Step(4, 185, running: 40, locks: 60), Step(8, 170, running: 20, locks: 80)]);
        Assert.That(said, Is.EqualTo("Throughput grows up to 2 CPUs, to 1.80 times that of 1 CPU. With 4 CPUs the 4 threads spend 60.0% of their time waiting for locks, 75.0% of that for arena 0 bin 4."));
    }

    [Test]
    public void ThroughputThatGrowsToTheEnd_IsSaidToGrow()
        => Assert.That(ScaleConclusion.Of([Step(1, 100, running: 30, locks: 0, ready: 70), Step(2, 190, running: 60, locks: 1, ready: 39)]),
            Is.EqualTo("Throughput still grows with 2 CPUs, to 1.90 times that of 1 CPU. With 2 CPUs the 4 threads spend 39.0% of their time waiting for a CPU."));

    [Test]
    public void WhereThreadsOnlyCompute_MoreCpusHaveNobody()
        => Assert.That(ScaleConclusion.Of([Step(4, 100, running: 99, locks: 1), Step(8, 100, running: 99, locks: 1)]),
            Is.EqualTo("Throughput does not grow beyond 4 CPUs. With 8 CPUs the 4 threads compute 99.0% of their time: there is nobody for more CPUs."));

    [Test]
    public void PausesOfTheProgram_AreNoFaultOfTheAllocator()
        => Assert.That(ScaleConclusion.Of([Step(1, 100, running: 10, locks: 2)]), Is.EqualTo("1 CPU: the 4 threads spend 88.0% of their time in the program's own pauses between its calls (--flat-out leaves them out)."));

    [Test]
    public void BackgroundThreads_AreNotCounted()
    {
        ThreadTime time = ThreadTime.Of([new ThreadRow { Thread = 0, StartNs = 10, EndNs = 110, RunningNs = 40, LockWaitNs = 30, ObjectWaitNs = 20, ReadyNs = 4 }, new ThreadRow { Thread = -1, EndNs = 1000, LockWaitNs = 500 }]);
        Assert.That(time, Is.EqualTo(new ThreadTime(1, 100, 40, 30, 20, 4)));
        Assert.That(time.PausesNs, Is.EqualTo(6));
    }

    /// <summary>Four threads of 100 ns together.</summary>
    private static ScaleStep Step(int cpus, double operationsPerSecond, long running, long locks, long ready = 0) => new(
        new ScaleRow { Cpus = cpus, OperationsPerSecond = operationsPerSecond, LockWaitNs = locks, HottestMutex = "stats.arenas.0.bins.4.mutex", HottestWaitShare = 0.75 },
        new ThreadTime(4, 100, running, locks, 0, ready),
        "arena 0 bin 4");
}
