using AllocSim.Allocator.Jemalloc;
using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads.Text;

namespace AllocSim.Tests.Jemalloc.Checks;

/// <summary>A replay of a random case whose books are checked on the way and at the end.</summary>
internal static class CheckedRun
{
    /// <summary>Replays.</summary>
    /// <param name="random">The case.</param>
    /// <param name="every">Operations between two checks.</param>
    /// <param name="machine">The machine; null for one with the case's CPUs.</param>
    /// <param name="sizes">The size classes; null for the library's.</param>
    public static JemallocHeap Replay(RandomCase random, int every, SimMachine? machine = null, SizeClassChoice? sizes = null)
    {
        machine ??= new SimMachine(new MachineOptions { CpuCount = random.Cpus });
        var heap = new JemallocHeap(machine, MallocConf.Parse(random.Conf).Options with { SizeClasses = sizes ?? SizeClassChoice.Default });
        var probe = new BooksProbe(heap, every);
        byte[] text = random.TraceBytes();
        using TextTraceReader trace = new(new MemoryStream(text), "random");
        new ReplayEngine<JemallocAllocator, BooksProbe>(machine, new JemallocAllocator(heap), probe).Run(trace);
        probe.Check(random.Lines.Count);
        return heap;
    }
}
