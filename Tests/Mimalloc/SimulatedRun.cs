using System.Globalization;
using System.Text;
using AllocSim.Allocator.Mimalloc;
using AllocSim.Allocator.Mimalloc.Options;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Tests.Mimalloc;

/// <summary>What a replay through the simulated mimalloc wrote.</summary>
/// <param name="Addresses">The addresses.</param>
/// <param name="Calls">The calls to the system.</param>
/// <param name="Statistics">The statistics after the last operation.</param>
internal sealed record SimulatedRun(string Addresses, string Calls, string Statistics)
{
    /// <summary>Replays a trace.</summary>
    /// <param name="trace">The operations; disposed here.</param>
    /// <param name="conf">Options.</param>
    /// <param name="machine">The machine.</param>
    public static SimulatedRun Replay(ITraceSource trace, string conf, MachineOptions machine)
    {
        using MemoryStream calls = new(), addresses = new();
        using StringWriter statistics = new(CultureInfo.InvariantCulture);
        SimMachine simulated = new(machine);
        using (trace)
        using (SystemCallLog callLog = new(calls))
        using (AddressLog addressLog = new(addresses))
        {
            simulated.Log = callLog;
            MimallocHeap heap = new(simulated, MimallocConf.Parse(conf));
            ReplayOptions options = new() { StatsWriter = _ => TextWriter.Null };
            new ReplayEngine<MimallocAllocator, AddressProbe>(simulated, new MimallocAllocator(heap), new AddressProbe(addressLog), options).Run(trace);
            heap.WriteStats(simulated.Threads.MainThread, statistics);
        }

        return new SimulatedRun(Encoding.ASCII.GetString(addresses.ToArray()), Encoding.ASCII.GetString(calls.ToArray()), statistics.ToString());
    }
}
