using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Contention.Results;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>A session in simulated time. It runs whole traces only, and starts the allocator itself.</summary>
internal sealed class ContendedSession<TAllocator, TProbe>(SimMachine machine, IAllocator allocator, ReplayEngine<TAllocator, TProbe> replay, ContendedEngine<TAllocator, TProbe> engine)
    : ReplaySession(machine, allocator)
    where TAllocator : struct, IAllocator
    where TProbe : struct, IReplayProbe
{
    public override ObjectTable Objects => replay.Objects;

    public override long OperationCount => engine.OperationCount;

    public override long MappedCount => replay.MappedCount;

    public override long SkippedCount => replay.SkippedCount;

    public override IContendedRun? Contended => engine;

    public override IReadOnlyList<string> Names
    {
        get => replay.Names;
        set => replay.Names = value;
    }

    public override void Prepare(int mainThread, int slots) => engine.Reserve(slots);

    public override void Run(ITraceSource source) => engine.Run(source);

    public override void Run(ReadOnlySpan<Operation> operations) => throw new NotSupportedException("a contended run takes a whole trace");
}
