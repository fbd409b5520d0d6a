using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AllocSim.Simulator.Locks;

/// <summary>A mutex of the simulated allocator. In a serial run nobody ever waits; acquisitions and changes of owner are counted.</summary>
/// <remarks>
/// An owner is a number that stands for the thread's block: two threads that live one after the other
/// at the same address are one owner there. <see cref="NoThread"/> is the null owner of boot time; a mutex starts, and starts again after a reset, with that as its previous owner.
/// </remarks>
public sealed class SimMutex
{
    /// <summary>The owner when no thread exists yet.</summary>
    public const int NoThread = -1;

    private MutexProfile _profile;
    private int _previousOwner = NoThread;
    private bool _isHeld;

    /// <summary>Makes a mutex.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="rank">Its place in the order of locking: a thread takes mutexes in ascending order. 0 for none.</param>
    /// <param name="recorder">Who is told of acquisitions and releases; null in a serial run.</param>
    public SimMutex(string name = "", int rank = 0, ILockRecorder? recorder = null)
    {
        Name = name;
        Rank = rank;
        Recorder = recorder;
    }

    /// <summary>Its place in the order of locking; 0 for none.</summary>
    public int Rank { get; }

    /// <summary>A number that a recorder may know it by; -1 until it sets one.</summary>
    public int Tag { get; set; } = -1;

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>Who is told of acquisitions and releases; null in a serial run.</summary>
    public ILockRecorder? Recorder { get; set; }

    /// <summary>In a contended run the owner in the order of simulated time, which can differ from that in which operations were run.</summary>
    public int LastOwner { get; set; } = NoThread;

    /// <summary>True between acquire and release.</summary>
    public bool IsHeld => _isHeld;

    /// <summary>The counters as they stand. (malloc_mutex_prof_read)</summary>
    public ref readonly MutexProfile Profile => ref _profile;

    /// <summary>The counters, for a contended run to add what waiting did.</summary>
    public ref MutexProfile MutableProfile => ref _profile;

    /// <summary>Locks. The mutex must be free: in the functional order of a run nobody waits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Acquire(int thread)
    {
        if (Recorder is not null)
        {
            Record(thread);
        }

        // After the recorder, which may end the run where the real library would wait for itself.
        Debug.Assert(!_isHeld, "a mutex is acquired while it is held");
        CountAcquisition(thread);
    }

    /// <summary>Locks when the mutex is free.</summary>
    /// <returns>False when it is held; nothing is counted then.</returns>
    public bool TryAcquire(int thread)
    {
        if (_isHeld || (Recorder is not null && Recorder.IsTaken(this)))
        {
            return false;
        }

        Acquire(thread);
        return true;
    }

    /// <summary>Locks again at the end of a wait for a condition, which had unlocked: nothing is counted then.</summary>
    public void Reacquire(int thread)
    {
        Debug.Assert(!_isHeld, "a mutex is acquired while it is held");
        Recorder?.Reacquiring(this, thread);
        _isHeld = true;
    }

    /// <summary>Unlocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(int thread)
    {
        Debug.Assert(_isHeld, "a mutex is released that is not held");
        _isHeld = false;
        if (Recorder is not null)
        {
            RecordRelease(thread);
        }
    }

    /// <summary>All counters become 0 and the previous owner is forgotten. (malloc_mutex_prof_data_reset)</summary>
    public void ResetProfile()
    {
        _profile = default;
        _previousOwner = NoThread;
        LastOwner = NoThread;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CountAcquisition(int thread)
    {
        _isHeld = true;
        _profile.NumOps++;
        if (_previousOwner != thread)
        {
            _previousOwner = thread;
            _profile.NumOwnerSwitch++;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Record(int thread) => Recorder!.Acquiring(this, thread, _previousOwner != thread);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RecordRelease(int thread) => Recorder!.Released(this, thread);
}
