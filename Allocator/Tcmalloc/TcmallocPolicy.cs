using AllocSim.Allocator.Tcmalloc.Options;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Tcmalloc;

/// <summary>gperftools' tcmalloc.</summary>
public sealed class TcmallocPolicy : AllocatorPolicy<TcmallocAllocator>
{
    /// <summary>Makes the policy.</summary>
    public TcmallocPolicy()
        : base("tcmalloc", "gperftools 2.10's libtcmalloc_minimal; --conf takes its TCMALLOC_ variables, split by commas")
    {
    }

    /// <inheritdoc/>
    public override OptionCheck Check(string conf) => TcmallocConf.Check(conf);

    /// <inheritdoc/>
    protected override TcmallocAllocator Create(SimMachine machine, string conf) => new(new TcmallocHeap(machine, TcmallocConf.Parse(conf)));
}
