#:project ../../Allocator/Allocator.csproj
#:project ../../Workloads/Workloads.csproj
#:property PublishAot=false

// What four allocators hold at the end of a trace: dotnet run docs/csharp/policies.cs traces/tiny.txt.gz
// Outside the repository the first lines are: #:package AllocSim.Allocator@0.2.0 and #:package AllocSim.Workloads@0.2.0
using AllocSim.Allocator.Glibc;
using AllocSim.Allocator.Jemalloc;
using AllocSim.Allocator.Jemalloc.Versions;
using AllocSim.Allocator.Mimalloc;
using AllocSim.Allocator.Tcmalloc;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads.Files;

Policy[] policies =
[
    new JemallocPolicy("jemalloc-5.3", "jemalloc 5.3.0", JemallocVersion.V530),
    new GlibcPolicy(),
    new TcmallocPolicy(),
    new MimallocPolicy("mimalloc", "mimalloc 2.0.9"),
];
Console.WriteLine($"{"policy",-14}{"resident bytes",16}{"mapped bytes",16}");
foreach (Policy policy in policies)
{
    SimMachine machine = new(policy.Adapt(new MachineOptions()));
    policy.Create(machine, conf: "", new Replay(machine, args[0]));
    Console.WriteLine(FormattableString.Invariant($"{policy.Name,-14}{machine.Pages.ResidentBytes,16:N0}{machine.Pages.MappedBytes,16:N0}"));
}

/// <summary>Replays a trace through an allocator of any type: the loop is compiled for that type.</summary>
internal sealed class Replay(SimMachine machine, string trace) : IAllocatorUser<bool>
{
    public bool Use<TAllocator>(TAllocator allocator)
        where TAllocator : struct, IAllocator
    {
        using ITraceSource source = TraceFile.Open(trace);
        new ReplayEngine<TAllocator, NoProbe>(machine, allocator, default).Run(source);
        return true;
    }
}
