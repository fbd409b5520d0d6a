using System.Text;
using AllocSim.Allocator.Classic;
using AllocSim.Allocator.Classic.Options;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Tests.Jemalloc.Differential;
using AllocSim.Workloads.Text;

namespace AllocSim.Tests.Classic;

/// <summary>Replays through the simulated jemalloc 2.1.3.</summary>
internal static class ClassicRun
{
    /// <summary>Options that must be right.</summary>
    public static ClassicOptions Options(string conf)
    {
        List<string> errors = [];
        ClassicOptions options = ClassicConf.Parse(conf, errors, []);
        return errors.Count == 0 ? options : throw new ArgumentException(string.Join("; ", errors), nameof(conf));
    }

    /// <summary>A heap on a machine of its own.</summary>
    public static ClassicHeap Heap(string conf = "", MachineOptions? machine = null) => new(new SimMachine(machine ?? new()), Options(conf));

    /// <summary>Replays a trace and keeps what the oracle would write.</summary>
    /// <param name="trace">The operations; disposed here.</param>
    /// <param name="conf">The options.</param>
    /// <param name="machine">The machine, with the thread blocks of the real run.</param>
    public static RunFiles Replay(ITraceSource trace, string conf, MachineOptions machine)
    {
        using (trace)
        {
            RunFiles files = new();
            using MemoryStream calls = new(), addresses = new();
            SimMachine simulated = new(machine);
            using (SystemCallLog callLog = new(calls))
            using (AddressLog addressLog = new(addresses))
            {
                simulated.Log = callLog;
                ClassicHeap heap = new(simulated, Options(conf));
                ReplayOptions options = new() { StatsWriter = index => new KeptText(files, $"stats-{index}.json") };
                new ReplayEngine<ClassicAllocator, AddressProbe>(simulated, new ClassicAllocator(heap), new AddressProbe(addressLog), options).Run(trace);
                using KeptText stats = new(files, "stats.json");
                heap.WriteStats(simulated.Threads.MainThread, stats, "");
            }

            files["addresses.txt"] = Encoding.ASCII.GetString(addresses.ToArray());
            files["syscalls.txt"] = Encoding.ASCII.GetString(calls.ToArray());
            return files;
        }
    }

    /// <summary>Replays lines of a trace with the books checked every so many operations, and at the end.</summary>
    public static ClassicHeap Check(IReadOnlyList<string> lines, string conf, int every, MachineOptions? machine = null)
    {
        SimMachine simulated = new(machine ?? new());
        ClassicHeap heap = new(simulated, Options(conf));
        ObjectTable objects = new();
        ClassicAllocator allocator = new(heap);
        LiveObjectCheck check = new(simulated, allocator, objects, PolicyTraits.Usual, every);
        using TextTraceReader trace = new(new MemoryStream(Encoding.ASCII.GetBytes(string.Join('\n', lines) + "\n")), "lines");
        new ReplayEngine<ClassicAllocator, ProbeList>(simulated, allocator, new ProbeList([check]), null, objects).Run(trace);
        check.CheckBooks();
        return heap;
    }

    private sealed class KeptText(RunFiles files, string name) : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
    {
        protected override void Dispose(bool disposing)
        {
            files[name] = ToString();
            base.Dispose(disposing);
        }
    }
}
