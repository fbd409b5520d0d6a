using System.Runtime.CompilerServices;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Locks;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>Writes down as a script what an allocator does within an operation: what takes time, and which locks are taken when.</summary>
/// <remarks>Between operations it only listens. Checks that locks are taken in ascending rank.</remarks>
public sealed class OperationRecorder : ILockRecorder, ICostRecorder
{
    private readonly long[] _costs;
    private readonly List<SimMutex> _held = [];
    private ContentionKernel? _kernel;
    private SimThread? _thread;
    private bool _isRecording;
    private long _workPs;

    /// <summary>Makes a recorder.</summary>
    public OperationRecorder(CostTable costs)
    {
        _costs = costs.ToPicoseconds();
    }

    /// <summary>Whether the present or last operation gave memory back to the system.</summary>
    public bool HasPurged { get; private set; }

    /// <summary>Picoseconds of the present or last operation that were calls to the system.</summary>
    public long SystemCallPs { get; private set; }

    /// <inheritdoc/>
    public void Charge(CostKind kind, long count = 1)
    {
        if (!_isRecording)
        {
            return;
        }

        long ps = _costs[(int)kind] * count;
        _workPs += ps;
        if (kind is >= CostKind.Mmap and <= CostKind.Sbrk)
        {
            SystemCallPs += ps;
            HasPurged |= kind is CostKind.Madvise or CostKind.Munmap;
        }
    }

    /// <inheritdoc/>
    public void Acquiring(SimMutex mutex, int thread, bool isSwitch)
    {
        if (!_isRecording)
        {
            mutex.LastOwner = thread;
            return;
        }

        Hold(mutex, thread).Acquire(mutex.Tag, isSwitch);
    }

    /// <inheritdoc/>
    public void Reacquiring(SimMutex mutex, int thread)
    {
        if (_isRecording)
        {
            Hold(mutex, thread).Reacquire(mutex.Tag);
        }
    }

    /// <inheritdoc/>
    public void Released(SimMutex mutex, int thread)
    {
        if (_isRecording)
        {
            Drop(mutex);
            WriteWork(_thread!);
            _thread!.Script.Release(mutex.Tag);
        }
    }

    /// <inheritdoc/>
    public bool IsTaken(SimMutex mutex) => _isRecording && mutex.Tag >= 0 && _kernel!.Locks[mutex.Tag].Holder is not null;

    /// <inheritdoc/>
    public void Publishing(SimMutex mutex)
    {
        if (_isRecording)
        {
            _kernel!.Locks[mutex.Tag].UnpublishedCount++;
            _thread!.Script.Publish();
        }
    }

    /// <inheritdoc/>
    public bool HasUnpublished(SimMutex mutex) => _isRecording && mutex.Tag >= 0 && _kernel!.Locks[mutex.Tag].UnpublishedCount > 0;

    /// <summary>Who acts, or acted last; null before the first operation.</summary>
    internal SimThread? Thread => _thread;

    internal void Attach(ContentionKernel kernel) => _kernel = kernel;

    /// <summary>An operation begins.</summary>
    /// <param name="thread">Whose.</param>
    /// <param name="workPs">What it takes in any case, picoseconds.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Begin(SimThread thread, long workPs)
    {
        if (_thread != thread)
        {
            _thread = thread;
        }

        _isRecording = true;
        _workPs = workPs;
        SystemCallPs = 0;
        HasPurged = false;
    }

    /// <summary>The operation is over.</summary>
    /// <returns>The work after its last lock, or all of it when it took none: that is not in the script. Picoseconds, not charged yet.</returns>
    internal long End()
    {
        _isRecording = false;
        return _workPs;
    }

    // The mutex is the thread's from here on; returns the script to write that into.
    private Script Hold(SimMutex mutex, int thread)
    {
        CheckRank(mutex);
        _held.Add(mutex);
        if (mutex.Tag < 0)
        {
            mutex.Tag = _kernel!.AddLock(mutex).Index;
        }

        _thread!.Owner = thread;
        WriteWork(_thread);
        return _thread.Script;
    }

    // The last one taken is the first one released, as a rule.
    private void Drop(SimMutex mutex)
    {
        int last = _held.Count - 1;
        if (_held[last] == mutex)
        {
            _held.RemoveAt(last);
        }
        else
        {
            _held.Remove(mutex);
        }
    }

    private void WriteWork(SimThread thread)
    {
        thread.Script.Work(thread.Charge(_workPs));
        _workPs = 0;
    }

    private void CheckRank(SimMutex mutex)
    {
        if (_held.Count > 0 && mutex.Rank != 0 && _held[^1].Rank > mutex.Rank)
        {
            throw new InvariantException($"thread {_thread!.Number} takes {mutex.Name} (rank {mutex.Rank}) while it has {_held[^1].Name} (rank {_held[^1].Rank})");
        }
    }
}
