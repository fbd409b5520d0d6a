using System.Text;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Tests.Jemalloc.Differential;

namespace AllocSim.Tests.Policies;

/// <summary>A replay through any policy that keeps what it writes for a comparison with the real library.</summary>
internal sealed class PolicyRun : IAllocatorUser<RunFiles>
{
    private readonly ITraceSource _trace;
    private readonly SimMachine _machine;

    private PolicyRun(ITraceSource trace, SimMachine machine)
    {
        _trace = trace;
        _machine = machine;
    }

    /// <summary>Replays a trace, with its check of live objects and of the allocator's books every so many operations.</summary>
    public static RunFiles Replay(Policy policy, ITraceSource trace, string conf, MachineOptions machine)
    {
        Assert.That(policy.Check(conf).Errors, Is.Empty);
        SimMachine simulated = new(policy.Adapt(machine));
        using (trace)
        {
            return policy.Create(simulated, conf, new PolicyRun(trace, simulated));
        }
    }

    /// <inheritdoc/>
    public RunFiles Use<TAllocator>(TAllocator allocator)
        where TAllocator : struct, IAllocator
    {
        using MemoryStream calls = new(), addresses = new();
        using (SystemCallLog callLog = new(calls))
        using (AddressLog addressLog = new(addresses))
        {
            _machine.Log = callLog;
            new ReplayEngine<TAllocator, AddressProbe>(_machine, allocator, new AddressProbe(addressLog)).Run(_trace);
        }

        (allocator as ICheckableAllocator)?.CheckInvariants();
        return new RunFiles
        {
            ["addresses.txt"] = Encoding.ASCII.GetString(addresses.ToArray()),
            ["syscalls.txt"] = Encoding.ASCII.GetString(calls.ToArray()),
        };
    }
}
