using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Simulator.Machine;
using BenchmarkDotNet.Attributes;

namespace AllocSim.Benchmarks;

/// <summary>The steps of jemalloc's hot path, each through the calls that lead there.</summary>
public class HeapBenchmark
{
    private const int Count = 512;

    private readonly JemallocHeap _cached = new(new SimMachine(), new JemallocOptions());
    private readonly JemallocHeap _uncached = new(new SimMachine(), MallocConf.Parse("tcache:false,narenas:1").Options);
    private readonly ulong[] _addresses = new ulong[Count];

    /// <summary>Objects for the page map to find.</summary>
    [GlobalSetup]
    public void MakeObjects()
    {
        for (int i = 0; i < Count; i++)
        {
            _addresses[i] = _cached.Malloc(0, (ulong)(16 * i) + 1);
        }
    }

    /// <summary>malloc and free of one size: the cache bin answers both.</summary>
    [Benchmark(OperationsPerInvoke = 2)]
    public void CacheBinHit() => _cached.Free(0, _cached.Malloc(0, 64));

    /// <summary>Slabs are filled and emptied, no cache between: 512 objects of 64 bytes.</summary>
    [Benchmark(OperationsPerInvoke = 2 * Count)]
    public void SlabFill()
    {
        Span<ulong> addresses = stackalloc ulong[Count];
        for (int i = 0; i < Count; i++)
        {
            addresses[i] = _uncached.Malloc(0, 64);
        }

        foreach (ulong address in addresses)
        {
            _uncached.Free(0, address);
        }
    }

    /// <summary>From an address to its usable size: one read of the page map.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    public ulong PageMapRead()
    {
        ulong sum = 0;
        foreach (ulong address in _addresses)
        {
            sum += _cached.UsableSize(address);
        }

        return sum;
    }
}
