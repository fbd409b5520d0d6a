namespace AllocSim.Simulator.Locks;

/// <summary>What lies behind a mutex for any thread to take, and is made by whoever finds nothing there: the slabs of a size class.</summary>
/// <remarks>
/// In simulated time an operation takes effect when it begins, so what one thread makes can be seen by a second one before the first has, by the clock, put it there. The second must not use it:
/// really, both would make one. In a serial run nothing is ever on its way.
/// </remarks>
/// <param name="mutex">What guards it.</param>
public readonly struct Supply(SimMutex mutex)
{
    /// <summary>Whether something is still on its way: its maker has yet to take the mutex for putting it there.</summary>
    public bool IsOnItsWay => mutex.Recorder is not null && mutex.Recorder.HasUnpublished(mutex);

    /// <summary>The thread that has the mutex puts something there.</summary>
    public void Add() => mutex.Recorder?.Publishing(mutex);
}
