using AllocSim.Simulator.Events;
using BenchmarkDotNet.Attributes;

namespace AllocSim.Benchmarks;

/// <summary>The event queue at a steady length: one event is taken, one is scheduled.</summary>
public class EventQueueBenchmark
{
    private readonly Random _random = new(1);
    private EventQueue _queue = new();

    /// <summary>Events that wait.</summary>
    [Params(4, 128, 4096)]
    public int Length { get; set; }

    /// <summary>Fills the queue.</summary>
    [GlobalSetup]
    public void Fill()
    {
        _queue = new EventQueue();
        for (int i = 0; i < Length; i++)
        {
            _queue.Schedule(_random.Next(1000), EventPriority.Step, 0, i);
        }
    }

    /// <summary>Takes the next event and schedules another one up to a microsecond later.</summary>
    [Benchmark]
    public void TakeAndSchedule()
    {
        _queue.TryTake(out SimEvent taken);
        _queue.Schedule(taken.TimeNs + 1 + (taken.TimeNs * 7919 % 1000), EventPriority.Step, 0, taken.Target);
    }
}
