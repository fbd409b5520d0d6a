using AllocSim.Benchmarks;
using BenchmarkDotNet.Running;

// --memory prints how much memory the simulator itself takes; everything else is BenchmarkDotNet's, such as --filter '*'.
if (args is ["--memory"])
{
    MemoryBenchmark.Run(Console.Out);
    return 0;
}

BenchmarkSwitcher.FromAssembly(typeof(MemoryBenchmark).Assembly).Run(args);
return 0;
