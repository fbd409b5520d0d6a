using System.Text;
using AllocSim.Allocator.Glibc;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Tests.Jemalloc.Differential;

namespace AllocSim.Tests.Glibc;

/// <summary>A replay through the simulated glibc that keeps what a real run would write.</summary>
internal static class GlibcRun
{
    private const int OperationsBetweenChecks = 997;

    /// <summary>Replays a trace.</summary>
    /// <param name="trace">The operations; disposed here.</param>
    /// <param name="conf">GLIBC_TUNABLES.</param>
    /// <param name="machine">The machine.</param>
    public static RunFiles Replay(ITraceSource trace, string conf, MachineOptions machine)
    {
        using (trace)
        {
            var files = new RunFiles();
            using MemoryStream calls = new(), addresses = new();
            SimMachine simulated = new(machine);
            using (SystemCallLog callLog = new(calls))
            using (AddressLog addressLog = new(addresses))
            {
                simulated.Log = callLog;
                GlibcAllocator allocator = Open(simulated, conf);
                ReplayOptions options = new() { StatsWriter = index => new StatsText(files, $"stats-{index}.json") };
                new ReplayEngine<GlibcAllocator, AddressProbe>(simulated, allocator, new AddressProbe(addressLog), options).Run(trace);
                using StatsText stats = new(files, "stats.json");
                allocator.WriteStats(simulated.Threads.MainThread, stats, "");
            }

            files["addresses.txt"] = Encoding.ASCII.GetString(addresses.ToArray());
            files["syscalls.txt"] = Encoding.ASCII.GetString(calls.ToArray());
            return files;
        }
    }

    /// <summary>Replays a trace and checks the allocator's books on the way.</summary>
    public static void ReplayChecking(ITraceSource trace, string conf, MachineOptions machine)
    {
        using (trace)
        {
            SimMachine simulated = new(machine);
            GlibcAllocator allocator = Open(simulated, conf);
            ReplayEngine<GlibcAllocator, NoProbe> engine = new(simulated, allocator, default);
            OperationBatch batch = new();
            while (trace.TryRead(batch))
            {
                for (int first = 0; first < batch.Count; first += OperationsBetweenChecks)
                {
                    engine.Run(batch.Operations.AsSpan(first, Math.Min(OperationsBetweenChecks, batch.Count - first)));
                    allocator.CheckInvariants();
                }
            }
        }
    }

    /// <summary>Makes an allocator from options that must be right.</summary>
    public static GlibcAllocator Open(SimMachine machine, string conf)
    {
        GlibcPolicy policy = new();
        Assert.That(policy.Check(conf).Errors, Is.Empty);
        return policy.Create(machine, conf, new Taker());
    }

    private sealed class Taker : IAllocatorUser<GlibcAllocator>
    {
        public GlibcAllocator Use<TAllocator>(TAllocator allocator)
            where TAllocator : struct, IAllocator => (GlibcAllocator)(object)allocator;
    }

    private sealed class StatsText(RunFiles files, string name) : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
    {
        protected override void Dispose(bool disposing)
        {
            files[name] = ToString();
            base.Dispose(disposing);
        }
    }
}
