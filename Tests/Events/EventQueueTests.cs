using AllocSim.Simulator.Events;

namespace AllocSim.Tests.Events;

[TestFixture]
internal sealed class EventQueueTests
{
    [Test]
    public void Events_HappenInTheOrderOfTime_ThenPriority_ThenScheduling()
    {
        EventQueue queue = new();
        queue.Schedule(20, EventPriority.Step, 0, 1);
        queue.Schedule(10, EventPriority.Timer, 0, 2);
        queue.Schedule(10, EventPriority.Step, 0, 3);
        queue.Schedule(10, EventPriority.Timer, 0, 4);
        queue.Schedule(10, EventPriority.Wake, 0, 5);
        Assert.That(Drain(queue), Is.EqualTo(new[] { 3, 5, 2, 4, 1 }));
    }

    [Test]
    public void EqualEvents_AreFirstInFirstOut()
    {
        EventQueue queue = new();
        for (int i = 0; i < 1000; i++)
        {
            queue.Schedule(7, EventPriority.Step, 0, i);
        }

        Assert.That(Drain(queue), Is.EqualTo(Enumerable.Range(0, 1000)));
    }

    [Test]
    public void EventsWithAnOrderOfTheirOwn_FollowIt()
    {
        EventQueue queue = new();
        queue.ScheduleInOrder(7, EventPriority.Operation, 12, 0, 12);
        queue.ScheduleInOrder(7, EventPriority.Operation, 3, 0, 3);
        queue.Schedule(7, EventPriority.Step, 0, 99);
        Assert.That(Drain(queue), Is.EqualTo(new[] { 99, 3, 12 }));
    }

    [Test]
    public void SchedulingIntoThePast_Fails()
    {
        EventQueue queue = new();
        queue.Schedule(5, EventPriority.Step, 0, 0);
        queue.TryTake(out _);
        queue.Schedule(5, EventPriority.Step, 0, 0);
        Assert.That(() => queue.Schedule(4, EventPriority.Step, 0, 0), Throws.InvalidOperationException.With.Message.Contains("4 ns").And.Message.Contains("5 ns"));
    }

    [Test]
    public void TheClock_MovesToEachEvent_AndUpToTheNextOne()
    {
        EventQueue queue = new();
        Assert.That((queue.NowNs, queue.NextTimeNs), Is.EqualTo((0L, long.MaxValue)));
        queue.Schedule(5, EventPriority.Step, 0, 0);
        queue.AdvanceTo(4);
        Assert.That(() => queue.AdvanceTo(5), Throws.InvalidOperationException);
        Assert.That(() => queue.AdvanceTo(3), Throws.InvalidOperationException);
        Assert.That(queue.TryTake(out SimEvent taken), Is.True);
        Assert.That((queue.NowNs, taken.Priority, queue.Count), Is.EqualTo((5L, EventPriority.Step, 0)));
        Assert.That(queue.TryTake(out _), Is.False);
    }

    [Test]
    public void ManyEvents_ComeOutSorted()
    {
        EventQueue queue = new();
        List<(long Time, int Priority, int Sequence)> expected = [];
        ulong state = 88172645463325252;
        int number = 0;
        List<int> taken = [];
        for (int round = 0; round < 20_000; round++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            if (state % 5 < 3 || queue.Count == 0)
            {
                long time = queue.NowNs + (long)((state >> 8) % 50);
                int priority = (int)((state >> 20) % 5);
                queue.Schedule(time, (EventPriority)priority, 0, number);
                expected.Add((time, priority, number++));
            }
            else
            {
                queue.TryTake(out SimEvent next);
                (long, int, int) least = expected.Min();
                Assert.That((next.TimeNs, (int)next.Priority, next.Target), Is.EqualTo(least));
                expected.Remove(least);
                taken.Add(next.Target);
            }
        }

        Assert.That(taken, Is.Not.Empty);
    }

    [Test]
    public void AfterWarmUp_NothingIsAllocated()
    {
        EventQueue queue = new();
        Churn(queue);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Churn(queue);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static void Churn(EventQueue queue)
    {
        for (int i = 0; i < 1000; i++)
        {
            queue.Schedule(queue.NowNs + (i * 7919 % 1000), EventPriority.Step, 0, i);
        }

        while (queue.TryTake(out _))
        {
        }
    }

    private static int[] Drain(EventQueue queue)
    {
        List<int> targets = [];
        while (queue.TryTake(out SimEvent next))
        {
            targets.Add(next.Target);
        }

        return [.. targets];
    }
}
