using System.Text;
using AllocSim.Allocator.Jemalloc;
using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads;
using AllocSim.Workloads.Files;

namespace AllocSim.Tests.Jemalloc.Ctl;

[TestFixture]
public class ControlsGoldenTests
{
    // 3,000 random operations of three threads, every seventh a control read, written or run, on the real library.
    [Test]
    public void EveryControlAnswersAsTheLibrarysDoes()
    {
        using var environment = new StreamReader(GoldenFile.Open("controls.environment.txt"));
        var machine = new SimMachine(MachineEnvironment.Read(environment, "controls.environment.txt", new MachineOptions { CpuCount = 2 }).Machine);
        var heap = new JemallocHeap(machine, new JemallocOptions());
        using var written = new MemoryStream();
        using (var log = new AddressLog(written))
        using (var trace = TraceFile.Open(GoldenFile.Open("controls.trace.txt"), "controls.trace.txt", new TraceReadOptions()))
        {
            var engine = new ReplayEngine<JemallocAllocator, AddressProbe>(machine, new JemallocAllocator(heap), new AddressProbe(log));
            engine.Run(trace);
        }

        Assert.That(Encoding.ASCII.GetString(written.ToArray()).Split('\n'), Is.EqualTo(GoldenFile.Read("controls.addresses.txt").Split('\n')));
    }

    [Test]
    public void ARefusedControlEndsTheReplayAndNamesItsOperation()
    {
        var machine = new SimMachine();
        var trace = new MemoryStream(Encoding.ASCII.GetBytes("0 0 malloc 1 10\n5 0 ctl u64 arena.0.extent_hooks 2\n"));
        using var source = TraceFile.Open(trace, "trace", new TraceReadOptions());
        var engine = new ReplayEngine<JemallocAllocator, NoProbe>(machine, new JemallocAllocator(new JemallocHeap(machine, new JemallocOptions())), default);
        Assert.That(() => engine.Run(source), Throws.InstanceOf<TraceFormatException>().With.Message.StartsWith("operation 1: ").And.Message.Contains("extent_hooks"));
    }
}
