using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Versions;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;

namespace AllocSim.Tests.Jemalloc;

/// <summary>A heap of one arena whose statistics are read by name.</summary>
internal sealed class SmallHeap(string conf, JemallocVersion? version = null)
{
    private readonly JemallocHeap _heap = new(new SimMachine(), MallocConf.Parse($"narenas:1,{conf}", version).Options);

    public ulong Malloc(ulong size) => _heap.Malloc(0, size);

    public void Free(ulong address) => _heap.Free(0, address);

    public void Do(string name)
    {
        ulong value = 0;
        Assert.That(_heap.Ctl(0, name, CtlMode.Void, ref value), Is.Zero, name);
    }

    /// <summary>A statistic as it is now.</summary>
    public ulong Read(string name)
    {
        ulong value = 1;
        Assert.That(_heap.Ctl(0, "epoch", CtlMode.U64 | CtlMode.Write, ref value), Is.Zero);
        value = 0;
        Assert.That(_heap.Ctl(0, name, CtlMode.U64, ref value), Is.Zero, name);
        return value;
    }
}
