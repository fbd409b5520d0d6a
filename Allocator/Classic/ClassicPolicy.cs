using AllocSim.Allocator.Classic.Options;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Classic;

/// <summary>jemalloc 2.1.3, built with its statistics and fill.</summary>
public sealed class ClassicPolicy : AllocatorPolicy<ClassicAllocator>
{
    /// <summary>Makes the policy.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="help">What it is, in one line.</param>
    public ClassicPolicy(string name, string help)
        : base(name, help)
    {
    }

    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => ClassicConf.Check(conf);

    /// <inheritdoc/>
    protected override ClassicAllocator Create(SimMachine machine, string conf)
        => new(new ClassicHeap(machine, ClassicConf.Parse(conf, [], [])));
}
