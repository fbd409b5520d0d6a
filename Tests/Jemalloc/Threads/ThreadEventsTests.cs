using AllocSim.Allocator.Jemalloc.Caches;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Tests.Jemalloc.Threads;

[TestFixture]
internal sealed class ThreadEventsTests
{
    private const ulong Interval = 64 << 10;

    private readonly ThreadEvents _events = new(gcIncrementBytes: 0, lookupMax: 4096, new NoCollector());

    [Test]
    public void AnEvent_IsDueAtItsByte_AndNotOneBefore()
    {
        Tsd thread = Start(ThreadPhase.Nominal);
        _events.CountAllocated(thread, Interval - 1);
        Assert.That(thread.Peak.Bytes, Is.Zero);
        _events.CountAllocated(thread, 1);
        Assert.That(thread.Peak.Bytes, Is.EqualTo(Interval));
    }

    [Test]
    public void AnEventOfAThreadThatMayNotHandleIt_WaitsForTheNextByteWhenItMay()
    {
        Tsd thread = Start(ThreadPhase.Minimal);
        _events.CountAllocated(thread, Interval);
        Assert.That(thread.Peak.Bytes, Is.Zero);
        thread.Phase = ThreadPhase.Nominal;
        _events.CountAllocated(thread, 1);
        Assert.That(thread.Peak.Bytes, Is.EqualTo(Interval + 1));
    }

    [Test]
    public void TheFastPath_IsForThreadsThatAreReady()
    {
        Assert.That(Start(ThreadPhase.Nominal).Allocated.NextEventFast, Is.EqualTo(Interval));
        Assert.That(Start(ThreadPhase.NominalSlow).Allocated.NextEventFast, Is.Zero);
    }

    private Tsd Start(ThreadPhase phase)
    {
        Tsd thread = new(id: 0, blockId: 0, blockAddress: 0, binCount: 36) { Phase = phase };
        _events.Init(thread);
        return thread;
    }

    private sealed class NoCollector : TcacheCollector
    {
        public override void Step(Tsd thread, Tcache cache) => Assert.Fail("collection is off");
    }
}
