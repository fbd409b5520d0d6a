using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Locks;
using BenchmarkDotNet.Attributes;

namespace AllocSim.Benchmarks;

/// <summary>One lock in simulated time: threads think, take it, hold it, give it back. The time is that of one such round.</summary>
public class LockBenchmark
{
    private const int Rounds = 10_000;

    /// <summary>Threads, each with a CPU; one thread never waits.</summary>
    [Params(1, 4, 64)]
    public int Threads { get; set; }

    /// <summary>Runs all rounds.</summary>
    [Benchmark(OperationsPerInvoke = Rounds)]
    public long Run()
    {
        Loop program = new(Rounds);
        ContentionKernel kernel = new(new ContentionSettings { CpuCount = Threads, Costs = CostDefaults.Table }, program);
        program.Lock = kernel.AddLock(new SimMutex("lock")).Index;
        for (int i = 0; i < Threads; i++)
        {
            kernel.ResumeAt(kernel.AddThread(i), 0, i);
        }

        kernel.Run();
        return kernel.NowNs;
    }

    private sealed class Loop(int rounds) : IThreadProgram
    {
        private int _left = rounds;

        public int Lock { get; set; }

        public NextStep Next(SimThread thread)
        {
            if (_left-- <= 0)
            {
                return NextStep.End;
            }

            thread.Script.Work(100);
            thread.Script.Acquire(Lock);
            thread.Script.Work(20);
            thread.Script.Release(Lock);
            return NextStep.Play;
        }

        public void TimerDue(int target)
        {
        }
    }
}
