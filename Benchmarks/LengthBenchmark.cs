using System.Diagnostics;
using System.Globalization;
using AllocSim.Cli.Policies;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads.Generators;

namespace AllocSim.Benchmarks;

/// <summary>Whether an operation costs the same however long the trace is: one generated workload, replayed as it streams; generating it is not counted.</summary>
public static class LengthBenchmark
{
    private const long First = 1_000_000;
    private const long Last = 100_000_000;

    /// <summary>Measures and prints one JSON object: nanoseconds an operation within each power of ten.</summary>
    /// <param name="model">A built-in workload.</param>
    /// <param name="output">Where to print.</param>
    public static void Run(string model, TextWriter output)
    {
        Replay(model, First, (_, _) => { }); // Warm.
        List<string> lines = [];
        long before = 0;
        TimeSpan spentBefore = TimeSpan.Zero;
        Replay(model, Last, (operations, spent) =>
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"  \"up_to_{operations}_operations_ns\": {(spent - spentBefore).TotalNanoseconds / (operations - before):0.00}"));
            (before, spentBefore) = (operations, spent);
        });
        output.WriteLine($"{{\n  \"workload\": \"{model}\",\n{string.Join(",\n", lines)}\n}}");
    }

    private static void Replay(string model, long length, Action<long, TimeSpan> reached)
    {
        ReplaySession session = SessionOpener.Open(PolicyRegistry.Standard.Default, new SimMachine(), "", new ReplayOptions());
        using GeneratedTrace trace = new(BuiltInModels.Load(model) with { Operations = length });
        OperationBatch batch = new();
        TimeSpan spent = TimeSpan.Zero;
        long next = First;
        while (trace.TryRead(batch))
        {
            long began = Stopwatch.GetTimestamp();
            session.Run(batch.Operations.AsSpan(0, batch.Count));
            spent += Stopwatch.GetElapsedTime(began);
            if (session.OperationCount >= next)
            {
                reached(session.OperationCount, spent);
                next = NextMark(next);
            }
        }
    }

    // 1, 2, 5, 10, … million.
    private static long NextMark(long mark)
    {
        long power = First;
        while (power * 10 <= mark)
        {
            power *= 10;
        }

        return mark == power ? 2 * power : mark == 2 * power ? 5 * power : 10 * power;
    }
}
