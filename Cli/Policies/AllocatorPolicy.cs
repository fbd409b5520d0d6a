using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Replay;

namespace AllocSim.Cli.Policies;

/// <summary>A policy over one allocator type: compiles the replay loop for it, once unwatched, once with the address log and once for any watchers.</summary>
/// <typeparam name="TAllocator">The allocator's struct.</typeparam>
public class AllocatorPolicy<TAllocator> : Policy
    where TAllocator : struct, IAllocator
{
    private readonly Func<SimMachine, string, TAllocator> _create;
    private readonly Func<string, OptionCheck> _check;

    /// <summary>Makes a policy.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="help">What it is, in one line.</param>
    /// <param name="create">Makes the allocator on a machine from options that were checked.</param>
    /// <param name="check">Checks options.</param>
    public AllocatorPolicy(string name, string help, Func<SimMachine, string, TAllocator> create, Func<string, OptionCheck> check)
        : base(name, help)
    {
        _create = create;
        _check = check;
    }

    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => _check(conf);

    /// <inheritdoc/>
    public override ReplaySession Open(SimMachine machine, string conf, ReplayOptions options, AddressLog? addresses = null, Func<IAllocator, ObjectTable, IReadOnlyList<IReplayProbe>>? watchers = null)
    {
        OperationRecorder? recorder = options.Contended is null ? null : new OperationRecorder(options.Contended.Settings.Costs);
        machine.Costs = recorder;
        machine.LockRecorder = recorder ?? machine.LockRecorder;
        TAllocator allocator = _create(machine, conf);
        ObjectTable objects = new();
        IReadOnlyList<IReplayProbe> watching = watchers?.Invoke(allocator, objects) ?? [];
        if (watching.Count > 0)
        {
            IReplayProbe[] probes = addresses is null ? [.. watching] : [new AddressProbe(addresses), .. watching];
            return Session(new ProbeList(probes));
        }

        return addresses is null ? Session(default(NoProbe)) : Session(new AddressProbe(addresses));

        ReplaySession Session<TProbe>(TProbe probe)
            where TProbe : struct, IReplayProbe
        {
            ReplayEngine<TAllocator, TProbe> replay = new(machine, allocator, probe, options, objects);
            return recorder is null
                ? new EngineSession<TAllocator, TProbe>(machine, allocator, replay)
                : new ContendedSession<TAllocator, TProbe>(machine, allocator, replay, new(machine, replay, recorder, Complete(options.Contended!, allocator)));
        }
    }

    private static ContendedOptions Complete(ContendedOptions options, TAllocator allocator) => allocator is ILockingAllocator locking
        ? options with { SizeClassOf = locking.SizeClassOf, Settings = options.Settings with { MutexMaxSpin = locking.MutexMaxSpin } }
        : options;
}
