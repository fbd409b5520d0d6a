using System.Globalization;
using System.Text;
using AllocSim.Allocator.Tcmalloc;
using AllocSim.Allocator.Tcmalloc.Options;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Tests.Jemalloc.Differential;

namespace AllocSim.Tests.Tcmalloc;

/// <summary>A replay through the simulated tcmalloc that keeps what the real one would write.</summary>
internal static class TcmallocRun
{
    /// <summary>Replays a trace.</summary>
    /// <param name="trace">The operations; disposed here.</param>
    /// <param name="conf">Variables, split by commas.</param>
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
                TcmallocHeap heap = Heap(simulated, conf);
                ReplayOptions options = new() { StatsWriter = index => new KeptText(files, $"stats-{index}.json") };
                new ReplayEngine<TcmallocAllocator, AddressProbe>(simulated, new TcmallocAllocator(heap), new AddressProbe(addressLog), options).Run(trace);
                using KeptText stats = new(files, "stats.json");
                heap.WriteStats(stats);
            }

            files["addresses.txt"] = Encoding.ASCII.GetString(addresses.ToArray());
            files["syscalls.txt"] = Encoding.ASCII.GetString(calls.ToArray());
            return files;
        }
    }

    /// <summary>A heap with the variables of a string, which must be right.</summary>
    public static TcmallocHeap Heap(SimMachine machine, string conf)
    {
        Assert.That(TcmallocConf.Check(conf).Errors, Is.Empty);
        return new TcmallocHeap(machine, TcmallocConf.Parse(conf));
    }

    private sealed class KeptText(RunFiles files, string name) : StringWriter(CultureInfo.InvariantCulture)
    {
        protected override void Dispose(bool disposing)
        {
            files[name] = ToString();
            base.Dispose(disposing);
        }
    }
}
