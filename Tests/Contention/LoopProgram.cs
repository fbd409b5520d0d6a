using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Locks;

namespace AllocSim.Tests.Contention;

/// <summary>Threads that think, take the one lock, hold it, and begin again.</summary>
internal sealed class LoopProgram : IThreadProgram
{
    private readonly Func<int, long> _think;
    private readonly Func<int, long> _hold;
    private readonly int _rounds;
    private readonly int[] _done;
    private readonly bool[] _thinks;

    public LoopProgram(int threads, int rounds, Func<int, long> think, Func<int, long> hold, ContentionSettings settings)
    {
        _rounds = rounds;
        _think = think;
        _hold = hold;
        _done = new int[threads];
        _thinks = new bool[threads];
        Kernel = new ContentionKernel(settings, this);
        Lock = Kernel.AddLock(new SimMutex("the lock"));
        for (int i = 0; i < threads; i++)
        {
            Kernel.ResumeAt(Kernel.AddThread(i), 0, i);
        }
    }

    public ContentionKernel Kernel { get; }

    public ContendedLock Lock { get; }

    public static ContentionSettings Settings(int cpus, LockOrder order = LockOrder.Fifo, CostTable? costs = null, long spin = -1)
        => new() { CpuCount = cpus, Costs = costs ?? CostTable.Zero, LockOrder = order, Waiting = WaitingLaw.SpinThenSleep(spin) };

    public LoopProgram Run()
    {
        Kernel.Run();
        ContentionLaws.Check(Kernel);
        return this;
    }

    public NextStep Next(SimThread thread)
    {
        int i = thread.Index;
        if (_done[i] == _rounds)
        {
            return NextStep.End;
        }

        _thinks[i] = !_thinks[i];
        if (_thinks[i])
        {
            thread.ThinkNs = _think(i);
            thread.ThinkOrder = i;
            return NextStep.Think;
        }

        _done[i]++;
        thread.Script.Acquire(Lock.Index);
        thread.Script.Work(_hold(i));
        thread.Script.Release(Lock.Index);
        return NextStep.Play;
    }

    public void TimerDue(int target)
    {
    }
}
