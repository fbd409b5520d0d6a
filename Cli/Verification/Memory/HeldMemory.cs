using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Verification.Memory;

/// <summary>What a replay holds at the moments at which the real run was looked at.</summary>
/// <param name="marks">The moments, in the order of the trace.</param>
/// <param name="machine">The machine.</param>
/// <remarks>
/// A look belongs to the call under way, which has not been written down yet: one that hands memory out has returned, one that takes it back has not begun. So a
/// realloc, which copies, counts as done; what another call hands out has not been written by the program and adds nothing.
/// </remarks>
internal sealed class HeldMemory(IReadOnlyList<TraceMark> marks, SimMachine machine) : IReplayProbe
{
    private readonly List<long> _bytes = [];

    /// <summary>Bytes at each moment, once the replay is <see cref="Finish"/>ed.</summary>
    public IReadOnlyList<long> Bytes => _bytes;

    /// <inheritdoc/>
    public void Before(long index, in Operation operation)
    {
        Look(operation.Kind is OperationKind.Realloc or OperationKind.Rallocx ? index - 1 : index);
    }

    /// <inheritdoc/>
    public void Made(long index, in Operation operation, ulong address, ulong size)
    {
    }

    /// <inheritdoc/>
    public void Gone(long index, in Operation operation, ulong address, ulong size)
    {
    }

    /// <inheritdoc/>
    public void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize)
    {
    }

    /// <inheritdoc/>
    public void Sized(long index, in Operation operation, ulong size)
    {
    }

    /// <inheritdoc/>
    public void Controlled(long index, in Operation operation, int error, ulong value)
    {
    }

    /// <summary>The trace has ended: what is left of the moments is now.</summary>
    public void Finish() => Look(long.MaxValue);

    private void Look(long upTo)
    {
        while (_bytes.Count < marks.Count && marks[_bytes.Count].Index <= upTo)
        {
            _bytes.Add((long)machine.Pages.BackedBytes);
        }
    }
}
