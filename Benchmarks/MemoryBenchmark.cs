using System.Globalization;
using AllocSim.Cli.Policies;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Benchmarks;

/// <summary>How much memory the simulator itself takes for each live object and each mapped page, beyond what an empty run takes.</summary>
public static class MemoryBenchmark
{
    /// <summary>Measures and prints one JSON object.</summary>
    public static void Run(TextWriter output)
    {
        Measure(1, 16); // Warm: what the first run loads and compiles counts for nobody.
        (double fixedBytes, _) = Measure(1, 16);
        (double small, long smallPages) = Measure(4_000_000, 16);
        (double medium, long mediumPages) = Measure(1_000_000, 200);
        (double pages, long pageCount) = Measure(64, 64UL << 20);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            {
              "fixed_bytes": {{fixedBytes:0}},
              "bytes_per_live_object_of_16_bytes": {{(small - fixedBytes) / 4_000_000:0.00}},
              "pages_with_them": {{smallPages}},
              "bytes_per_live_object_of_200_bytes": {{(medium - fixedBytes) / 1_000_000:0.00}},
              "pages_with_those": {{mediumPages}},
              "bytes_per_mapped_page": {{(pages - fixedBytes) / pageCount:0.00}},
              "pages_mapped": {{pageCount}}
            }
            """));
    }

    /// <summary>Managed bytes that are alive after so many objects were made and none was freed, and the pages mapped for them.</summary>
    private static (double Bytes, long Pages) Measure(int count, ulong size)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        SimMachine machine = new();
        ReplaySession session = SessionOpener.Open(PolicyRegistry.Standard.Default, machine, "", new ReplayOptions());
        Operation[] batch = new Operation[1000];
        for (int first = 0; first < count; first += batch.Length)
        {
            int length = Math.Min(batch.Length, count - first);
            for (int i = 0; i < length; i++)
            {
                batch[i] = new Operation { Kind = OperationKind.Malloc, Object = first + i, OldObject = Operation.None, Size = size };
            }

            session.Run(batch.AsSpan(0, length));
        }

        long after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(session);
        return (after - before, (long)(machine.Pages.MappedBytes / (ulong)machine.PageSize));
    }
}
