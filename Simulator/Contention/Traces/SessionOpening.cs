using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Replay;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>Takes the allocator that a policy makes, whatever its type, into a replay that a probe watches.</summary>
/// <typeparam name="TProbe">What watches.</typeparam>
internal sealed class SessionOpening<TProbe> : IAllocatorUser<ReplaySession>
    where TProbe : struct, IReplayProbe
{
    private readonly SimMachine _machine;
    private readonly ReplayOptions _options;
    private readonly Func<IAllocator, ObjectTable, TProbe> _probe;
    private readonly OperationRecorder? _recorder;

    public SessionOpening(SimMachine machine, ReplayOptions options, Func<IAllocator, ObjectTable, TProbe> probe)
    {
        _machine = machine;
        _options = options;
        _probe = probe;
        _recorder = options.Contended is null ? null : new OperationRecorder(options.Contended.Settings.Costs);
        machine.Costs = _recorder;
        machine.LockRecorder = _recorder ?? machine.LockRecorder;
    }

    /// <inheritdoc/>
    public ReplaySession Use<TAllocator>(TAllocator allocator)
        where TAllocator : struct, IAllocator
    {
        ObjectTable objects = new();
        TProbe probe = _probe(allocator, objects);
        return _recorder is null || allocator is ILockingAllocator
            ? Session(allocator, allocator, objects, probe)
            : Session(new OneLockAllocator<TAllocator>(allocator, new SimMutex("the allocator's lock", 1, _recorder)), allocator, objects, probe);
    }

    /// <param name="allocator">What is called.</param>
    /// <param name="asked">What is asked for everything but the calls; the same, or what it wraps.</param>
    /// <param name="objects">The live objects.</param>
    /// <param name="probe">What watches.</param>
    private ReplaySession Session<TAllocator>(TAllocator allocator, IAllocator asked, ObjectTable objects, TProbe probe)
        where TAllocator : struct, IAllocator
    {
        ReplayEngine<TAllocator, TProbe> replay = new(_machine, allocator, probe, _options, objects, asked);
        return _recorder is null
            ? new EngineSession<TAllocator, TProbe>(_machine, allocator, replay)
            : new ContendedSession<TAllocator, TProbe>(_machine, asked, replay, new(_machine, replay, _recorder, Complete(_options.Contended!, allocator))) { Locking = allocator as ILockingAllocator };
    }

    private static ContendedOptions Complete<TAllocator>(ContendedOptions options, TAllocator allocator) => allocator is ILockingAllocator locking
        ? options with { SizeClassOf = locking.SizeClassOf, Settings = options.Settings with { Waiting = locking.Waiting } }
        : options;
}
