using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Jemalloc.Locks;

/// <summary>Stands at a mutex that a thread holds while it does what may take it again: there the library would wait for ever, and the run ends with a line.</summary>
internal sealed class WaitForItself(SimMachine machine) : ILockRecorder
{
    /// <inheritdoc/>
    public void Acquiring(SimMutex mutex, int thread, bool isSwitch) => throw new TraceFormatException(
        $"operation {machine.OperationIndex}: a thread's first call is a free, and extents of arena 0 are joined by a hook of the program's own: jemalloc sets the thread up inside the hook, and waits there for a lock that it holds itself; let the thread begin with another call, or set hooks for other arenas");

    /// <inheritdoc/>
    public void Reacquiring(SimMutex mutex, int thread)
    {
        // Nobody waits for a condition here.
    }

    /// <inheritdoc/>
    public bool IsTaken(SimMutex mutex) => false;

    /// <inheritdoc/>
    public void Released(SimMutex mutex, int thread)
    {
        // Its release is that of the acquisition before.
    }
}
