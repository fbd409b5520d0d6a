using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>Samples by size class, with prof_stats.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/prof_stats.c`.</remarks>
internal sealed class ProfStats(int classCount, SimMutex mutex)
{
    private readonly ProfSampleSum[] _live = new ProfSampleSum[classCount];
    private readonly ProfSampleSum[] _all = new ProfSampleSum[classCount];

    /// <summary>A sample more.</summary>
    public void Add(Tsd thread, int szind, ulong size)
    {
        mutex.Lock(thread);
        _live[szind] = new ProfSampleSum(_live[szind].RequestedBytes + size, _live[szind].Count + 1);
        _all[szind] = new ProfSampleSum(_all[szind].RequestedBytes + size, _all[szind].Count + 1);
        mutex.Unlock(thread);
    }

    /// <summary>A sample was freed.</summary>
    public void Remove(Tsd thread, int szind, ulong size)
    {
        mutex.Lock(thread);
        _live[szind] = new ProfSampleSum(_live[szind].RequestedBytes - size, _live[szind].Count - 1);
        mutex.Unlock(thread);
    }

    /// <summary>Live samples of a class, or all that there were.</summary>
    public ProfSampleSum Read(Tsd thread, int szind, bool live)
    {
        mutex.Lock(thread);
        ProfSampleSum sum = live ? _live[szind] : _all[szind];
        mutex.Unlock(thread);
        return sum;
    }
}
