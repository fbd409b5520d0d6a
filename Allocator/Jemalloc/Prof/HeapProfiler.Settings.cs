using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <content>What can be set while the program runs. A value sets it; what it was is returned.</content>
internal sealed partial class HeapProfiler
{
    private bool _isActive;
    private bool _isThreadActiveInit;
    private bool _dumpsPeaks;

    /// <summary>prof.active.</summary>
    public bool Active(Tsd thread, bool? value) => Exchange(thread, Mutexes.Active, ref _isActive, value);

    /// <summary>prof.thread_active_init.</summary>
    public bool ThreadActiveInit(Tsd thread, bool? value) => Exchange(thread, Mutexes.ThreadActiveInit, ref _isThreadActiveInit, value);

    /// <summary>prof.gdump.</summary>
    public bool PeakDumps(Tsd thread, bool? value) => Exchange(thread, Mutexes.PeakDumps, ref _dumpsPeaks, value);

    /// <summary>prof.reset: forgets what was counted, and sets the mean distance of samples.</summary>
    public void Reset(Tsd thread, int lgSample)
    {
        Mutexes.Dump.Lock(thread);
        Mutexes.Tdatas.Lock(thread);
        Sampling.SetRate(lgSample);
        _data!.ExpireAll(thread);
        Mutexes.Tdatas.Unlock(thread);
        Mutexes.Dump.Unlock(thread);
    }

    private static bool Exchange(Tsd thread, SimMutex mutex, ref bool setting, bool? value)
    {
        mutex.Lock(thread);
        bool old = setting;
        setting = value ?? old;
        mutex.Unlock(thread);
        return old;
    }
}
