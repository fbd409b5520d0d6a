using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Replay;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>Opens a replay through a policy: the loop is compiled for its allocator, once unwatched, once with the address log and once for any watchers.</summary>
public sealed class SessionOpener : IAllocatorUser<ReplaySession>
{
    private readonly SimMachine _machine;
    private readonly ReplayOptions _options;
    private readonly OperationRecorder? _recorder;
    private readonly AddressLog? _addresses;
    private readonly Func<IAllocator, ObjectTable, IReadOnlyList<IReplayProbe>>? _watchers;

    private SessionOpener(SimMachine machine, ReplayOptions options, AddressLog? addresses, Func<IAllocator, ObjectTable, IReadOnlyList<IReplayProbe>>? watchers)
    {
        _machine = machine;
        _options = options;
        _addresses = addresses;
        _watchers = watchers;
        _recorder = options.Contended is null ? null : new OperationRecorder(options.Contended.Settings.Costs);
    }

    /// <summary>Makes an allocator on a machine and a replay through it.</summary>
    /// <param name="policy">Whose allocator.</param>
    /// <param name="machine">A fresh machine.</param>
    /// <param name="conf">Options that <see cref="Policy.Check"/> found no error in.</param>
    /// <param name="options">How to replay.</param>
    /// <param name="addresses">Where to write what each operation returns; null for nowhere.</param>
    /// <param name="watchers">Makes what else watches, once allocator and objects exist; null for nobody.</param>
    public static ReplaySession Open(
        Policy policy, SimMachine machine, string conf, ReplayOptions options, AddressLog? addresses = null, Func<IAllocator, ObjectTable, IReadOnlyList<IReplayProbe>>? watchers = null)
    {
        if (options.Contended is { } contended)
        {
            options = options with { Contended = contended with { Settings = contended.Settings with { Costs = contended.Settings.Costs.For(policy.CostSteps) } } };
        }

        SessionOpener opener = new(machine, options, addresses, watchers);
        machine.Costs = opener._recorder;
        machine.LockRecorder = opener._recorder ?? machine.LockRecorder;
        return policy.Create(machine, conf, opener);
    }

    /// <inheritdoc/>
    public ReplaySession Use<TAllocator>(TAllocator allocator)
        where TAllocator : struct, IAllocator
    {
        ObjectTable objects = new();
        IReadOnlyList<IReplayProbe> watching = _watchers?.Invoke(allocator, objects) ?? [];
        if (watching.Count > 0)
        {
            IReplayProbe[] probes = _addresses is null ? [.. watching] : [new AddressProbe(_addresses), .. watching];
            return Session(allocator, objects, new ProbeList(probes));
        }

        return _addresses is null ? Session(allocator, objects, default(NoProbe)) : Session(allocator, objects, new AddressProbe(_addresses));
    }

    private ReplaySession Session<TAllocator, TProbe>(TAllocator allocator, ObjectTable objects, TProbe probe)
        where TAllocator : struct, IAllocator
        where TProbe : struct, IReplayProbe
        => _recorder is null || allocator is ILockingAllocator
            ? Session(allocator, allocator, objects, probe)
            : Session(new OneLockAllocator<TAllocator>(allocator, new SimMutex("the allocator's lock", 1, _recorder)), allocator, objects, probe);

    /// <param name="allocator">What is called.</param>
    /// <param name="asked">What is asked for everything but the calls; the same, or what it wraps.</param>
    /// <param name="objects">The live objects.</param>
    /// <param name="probe">What watches.</param>
    private ReplaySession Session<TAllocator, TProbe>(TAllocator allocator, IAllocator asked, ObjectTable objects, TProbe probe)
        where TAllocator : struct, IAllocator
        where TProbe : struct, IReplayProbe
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
