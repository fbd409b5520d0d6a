using AllocSim.Benchmarks;
using BenchmarkDotNet.Running;

// --memory prints how much memory the simulator itself takes, --length what an operation costs as a trace gets longer, --recorder what recording costs a program; everything else is BenchmarkDotNet's, such as --filter '*'.
if (args is ["--memory"])
{
    MemoryBenchmark.Run(Console.Out);
    return 0;
}

if (args is ["--length", ..])
{
    LengthBenchmark.Run(args.Length > 1 ? args[1] : "bimodal", Console.Out);
    return 0;
}

if (args is ["--recorder"])
{
    RecorderBenchmark.Run(Console.Out);
    return 0;
}

BenchmarkSwitcher.FromAssembly(typeof(MemoryBenchmark).Assembly).Run(args);
return 0;
