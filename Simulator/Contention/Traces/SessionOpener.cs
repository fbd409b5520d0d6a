using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Replay;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>Opens a replay through a policy: the loop is compiled for its allocator, once unwatched, once with the address log, once for any watchers, and once for each probe that is given as a struct.</summary>
public static class SessionOpener
{
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
        if (watchers is not null)
        {
            return Open(policy, machine, conf, options, (allocator, objects) => addresses is null ? new ProbeList([.. watchers(allocator, objects)]) : new ProbeList([new AddressProbe(addresses), .. watchers(allocator, objects)]));
        }

        return addresses is null ? Open(policy, machine, conf, options, (_, _) => default(NoProbe)) : Open(policy, machine, conf, options, (_, _) => new AddressProbe(addresses));
    }

    /// <summary>The same with one probe, which the loop is compiled for.</summary>
    /// <typeparam name="TProbe">What watches.</typeparam>
    /// <param name="policy">Whose allocator.</param>
    /// <param name="machine">A fresh machine.</param>
    /// <param name="conf">Options that <see cref="Policy.Check"/> found no error in.</param>
    /// <param name="options">How to replay.</param>
    /// <param name="probe">Makes the probe, once allocator and objects exist.</param>
    public static ReplaySession Open<TProbe>(Policy policy, SimMachine machine, string conf, ReplayOptions options, Func<IAllocator, ObjectTable, TProbe> probe)
        where TProbe : struct, IReplayProbe
    {
        if (options.Contended is { } contended)
        {
            options = options with { Contended = contended with { Settings = contended.Settings with { Costs = contended.Settings.Costs.For(policy.CostSteps) } } };
        }

        SessionOpening<TProbe> opening = new(machine, options, probe);
        return policy.Create(machine, conf, opening);
    }
}
