using AllocSim.Allocator.Jemalloc.Sizes;
using BenchmarkDotNet.Attributes;

namespace AllocSim.Benchmarks;

/// <summary>From a request to its size class: through the table, and beyond it.</summary>
public class SizeLookupBenchmark
{
    private readonly SizeClasses _sizes = new(new SizeClassGeometry());
    private readonly ulong[] _small = new ulong[1024];
    private readonly ulong[] _large = new ulong[1024];

    /// <summary>Makes requests that no predictor learns.</summary>
    public SizeLookupBenchmark()
    {
        Random random = new(1);
        for (int i = 0; i < _small.Length; i++)
        {
            _small[i] = (ulong)random.Next(1, 4096);
            _large[i] = (ulong)random.NextInt64(1 << 14, 1L << 34);
        }
    }

    /// <summary>Requests that the table answers.</summary>
    [Benchmark(OperationsPerInvoke = 1024)]
    public int Small() => Sum(_small);

    /// <summary>Requests that are computed.</summary>
    [Benchmark(OperationsPerInvoke = 1024)]
    public int Large() => Sum(_large);

    private int Sum(ulong[] requests)
    {
        int sum = 0;
        foreach (ulong request in requests)
        {
            sum += _sizes.SizeToIndex(request);
        }

        return sum;
    }
}
