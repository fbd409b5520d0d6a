using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Replay;

/// <summary>A session over a replay engine.</summary>
internal sealed class EngineSession<TAllocator, TProbe>(SimMachine machine, TAllocator allocator, ReplayEngine<TAllocator, TProbe> engine) : ReplaySession(machine, allocator)
    where TAllocator : struct, IAllocator
    where TProbe : struct, IReplayProbe
{
    public override ObjectTable Objects => engine.Objects;

    public override long OperationCount => engine.OperationCount;

    public override long MappedCount => engine.MappedCount;

    public override long SkippedCount => engine.SkippedCount;

    public override IReadOnlyList<string> Names
    {
        get => engine.Names;
        set => engine.Names = value;
    }

    public override void Prepare(int mainThread, int slots) => engine.Prepare(mainThread, slots);

    /// <inheritdoc/>
    public override void Run(ITraceSource source)
    {
        try
        {
            engine.Run(source);
        }
        catch (PageAccessException e)
        {
            throw Ended(e);
        }
    }

    public override void Run(ReadOnlySpan<Operation> operations)
    {
        try
        {
            engine.Run(operations);
        }
        catch (PageAccessException e)
        {
            throw Ended(e);
        }
    }

    private TraceFormatException Ended(PageAccessException e) => new($"operation {Machine.OperationIndex}: {e.Message}; a real process ends here", e);
}
