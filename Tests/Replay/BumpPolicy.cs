using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Machine;

namespace AllocSim.Tests.Replay;

/// <summary>The policy of the simplest allocator: it declares nothing but its name.</summary>
internal sealed class BumpPolicy() : AllocatorPolicy<BumpAllocator>("bump", "hands out one object after another")
{
    public override OptionCheck Check(string conf) => conf.Length == 0 ? OptionCheck.None : new OptionCheck([$"'{conf}': bump has no options"], [], []);

    protected override BumpAllocator Create(SimMachine machine, string conf) => new(new BumpHeap(machine) { Sizes = [] });
}
