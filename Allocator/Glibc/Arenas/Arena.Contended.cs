using System.Runtime.CompilerServices;
using AllocSim.Allocator.Glibc.Contended;
using AllocSim.Simulator.Costs;

namespace AllocSim.Allocator.Glibc.Arenas;

/// <content>What takes time. Fast bins are changed without the lock, so whose their lines are is kept here.</content>
internal abstract partial class Arena
{
    private readonly ICostRecorder? _costs;
    private int _fastThread = -1;
    private int _fastRun;

    /// <summary>The thread that has the lock.</summary>
    public int User { get; set; }

    /// <summary>A thread has put a chunk into a fast bin.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ChargeFastFree(int thread)
    {
        if (_costs is not null)
        {
            ChargeFastFreeBy(thread);
        }
    }

    /// <summary>Something was done that takes time.</summary>
    /// <remarks>In a serial run a test of a field: the call stays out of the way of what is around it.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void Charge(CostKind kind, long count = 1)
    {
        if (_costs is not null)
        {
            Tell(kind, count);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Tell(CostKind kind, long count) => _costs!.Charge(kind, count);

    private void ChargeFastFreeBy(int thread)
    {
        Charge(GlibcCost.FastFree);
        UseFastBins(thread);
        _fastRun++;
    }

    // The thread that has the lock took so many chunks out of a fast bin, all but one of them for its cache.
    private void ChargeFastTake(int taken)
    {
        int thread = User;
        if (thread != _fastThread)
        {
            Charge(GlibcCost.Line, Math.Min(taken, _fastRun));
        }

        UseFastBins(thread);
        Charge(GlibcCost.Stash, taken - 1);
    }

    private void UseFastBins(int thread)
    {
        if (thread != _fastThread)
        {
            Charge(GlibcCost.Line);
            _fastThread = thread;
            _fastRun = 0;
        }
    }
}
