using AllocSim.Allocator.Mimalloc.Options;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Mimalloc;

/// <summary>mimalloc, configured by its environment variables.</summary>
public sealed class MimallocPolicy(string name, string help) : AllocatorPolicy<MimallocAllocator>(name, help)
{
    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => MimallocConf.Check(conf);

    /// <inheritdoc/>
    protected override MimallocAllocator Create(SimMachine machine, string conf) => new(new MimallocHeap(machine, MimallocConf.Parse(conf)));
}
