namespace AllocSim.Simulator.Contention;

/// <summary>What an operation does in time: work, acquire, work, release, … Used again from operation to operation.</summary>
public sealed class Script
{
    private ScriptStep[] _steps = new ScriptStep[16];

    /// <summary>Steps so far.</summary>
    public int Count { get; private set; }

    /// <summary>Work in all steps together, nanoseconds.</summary>
    public long WorkNs { get; private set; }

    /// <summary>Acquisitions in it.</summary>
    public int AcquireCount { get; private set; }

    /// <summary>A step.</summary>
    public ref readonly ScriptStep this[int index] => ref _steps[index];

    /// <summary>Removes all steps.</summary>
    public void Clear()
    {
        Count = 0;
        WorkNs = 0;
        AcquireCount = 0;
    }

    /// <summary>The thread computes.</summary>
    public void Work(long ns)
    {
        if (ns <= 0)
        {
            return;
        }

        WorkNs += ns;
        if (Count > 0 && _steps[Count - 1].Kind == StepKind.Work)
        {
            _steps[Count - 1].WorkNs += ns;
            return;
        }

        Add(new ScriptStep { Kind = StepKind.Work, WorkNs = ns });
    }

    /// <summary>The thread takes a lock.</summary>
    public void Acquire(int index, bool countedSwitch = false)
    {
        AcquireCount++;
        Add(new ScriptStep { Kind = StepKind.Acquire, Lock = index, CountedSwitch = countedSwitch });
    }

    /// <summary>With the lock that the thread has just taken it publishes something.</summary>
    public void Publish() => _steps[Count - 1].Publishes = true;

    /// <summary>The thread takes a lock again after a wait for a condition.</summary>
    public void Reacquire(int index)
    {
        AcquireCount++;
        Add(new ScriptStep { Kind = StepKind.Acquire, Lock = index, IsUncounted = true });
    }

    /// <summary>The thread gives a lock back.</summary>
    public void Release(int index) => Add(new ScriptStep { Kind = StepKind.Release, Lock = index });

    private void Add(in ScriptStep step)
    {
        if (Count == _steps.Length)
        {
            Array.Resize(ref _steps, Count * 2);
        }

        _steps[Count++] = step;
    }
}
