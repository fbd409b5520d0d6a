using System.Text;
using AllocSim.Allocator.Jemalloc;
using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Versions;
using AllocSim.Cli.Differential.Comparing;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Tests.Jemalloc.Differential;

/// <summary>A replay through the simulated jemalloc that keeps what the oracle would write.</summary>
internal static class SimulatedRun
{
    /// <summary>Replays a trace.</summary>
    /// <param name="trace">The operations; disposed here.</param>
    /// <param name="conf">MALLOC_CONF.</param>
    /// <param name="machine">The machine, with the thread blocks of the real run.</param>
    /// <param name="statsOptions">What malloc_stats_print is called with.</param>
    /// <param name="version">The release; null for 5.3.0.</param>
    public static RunFiles Replay(ITraceSource trace, string conf, MachineOptions machine, string statsOptions = "J", JemallocVersion? version = null)
    {
        MallocConfResult parsed = MallocConf.Parse(conf, version);
        if (parsed.Errors.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", parsed.Errors), nameof(conf));
        }

        using (trace)
        {
            var files = new RunFiles();
            using MemoryStream calls = new(), addresses = new();
            SimMachine simulated = new(machine);
            using (SystemCallLog callLog = new(calls))
            using (AddressLog addressLog = new(addresses))
            {
                simulated.Log = callLog;
                JemallocHeap heap = new(simulated, parsed.Options) { OpenProfile = name => new StatsText(files, name, isDumped: true) };
                ReplayOptions options = new() { StatsWriter = index => new StatsText(files, $"stats-{index}.json"), StatsOptions = statsOptions };
                new ReplayEngine<JemallocAllocator, AddressProbe>(simulated, new JemallocAllocator(heap), new AddressProbe(addressLog), options).Run(trace);
                using StatsText stats = new(files, "stats.json");
                heap.WriteStats(simulated.Threads.MainThread, stats, statsOptions);
            }

            files["addresses.txt"] = Encoding.ASCII.GetString(addresses.ToArray());
            files["syscalls.txt"] = Encoding.ASCII.GetString(calls.ToArray());
            return files;
        }
    }

    private sealed class StatsText(RunFiles files, string name, bool isDumped = false) : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
    {
        protected override void Dispose(bool disposing)
        {
            files[name] = name.EndsWith(ProfileText.Ending, StringComparison.Ordinal) || (isDumped && name.EndsWith(ProfileText.LogEnding, StringComparison.Ordinal)) ? ProfileText.Comparable(name, ToString()) : ToString();
            base.Dispose(disposing);
        }
    }
}
