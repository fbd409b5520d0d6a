using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Locks;

namespace AllocSim.Tests.Contention;

/// <summary>Requests that come whether or not those before them are served: each takes the lock once, on a thread that nobody uses.</summary>
internal sealed class ArrivalProgram : IThreadProgram
{
    private readonly Stack<SimThread> _unused = new();
    private readonly HashSet<int> _served = [];
    private readonly Exponential _numbers;
    private readonly long _gap;
    private readonly long _hold;
    private int _left;

    public ArrivalProgram(int arrivals, long gap, long hold, Exponential numbers)
    {
        _left = arrivals;
        _gap = gap;
        _hold = hold;
        _numbers = numbers;
        Kernel = new ContentionKernel(LoopProgram.Settings(4096), this);
        Lock = Kernel.AddLock(new SimMutex("the lock"));
        Kernel.SetTimer(0, 0);
        Kernel.Run();
        ContentionLaws.Check(Kernel);
    }

    public ContentionKernel Kernel { get; }

    public ContendedLock Lock { get; }

    public void TimerDue(int target)
    {
        SimThread thread = _unused.Count > 0 ? _unused.Pop() : Kernel.AddThread(Kernel.Threads.Count);
        Kernel.ResumeAt(thread, Kernel.NowNs, 0);
        if (--_left > 0)
        {
            Kernel.SetTimer(Kernel.NowNs + _numbers.Next(_gap), 0);
        }
    }

    public NextStep Next(SimThread thread)
    {
        if (!_served.Add(thread.Index))
        {
            _served.Remove(thread.Index);
            _unused.Push(thread);
            return NextStep.Wait;
        }

        thread.Script.Acquire(Lock.Index);
        thread.Script.Work(_hold);
        thread.Script.Release(Lock.Index);
        return NextStep.Play;
    }
}
