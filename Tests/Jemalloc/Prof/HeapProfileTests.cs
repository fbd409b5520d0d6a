using AllocSim.Allocator.Jemalloc;
using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Tests.Workloads.Stacks;
using AllocSim.Workloads;
using AllocSim.Workloads.Files;

namespace AllocSim.Tests.Jemalloc.Prof;

[TestFixture]
internal sealed class HeapProfileTests
{
    private const string Text = """
        0 0 malloc 1 100
        1 0 malloc 2 5000
        2 0 malloc 3 100
        3 0 calloc 4 1 200
        4 0 free 3

        """;

    private static readonly string[][] Stacks = [["inner", "outer", "main"], ["other", "main"]];

    [Test]
    public void AProfile_NamesTheFramesOfTheTracesCallStacks_AndCountsBySuch()
    {
        string profile = Profile("prof:true,lg_prof_sample:0,prof_accum:true", 1, 2, 1, 0, 0);
        Assert.That(profile, Does.StartWith("--- symbol\n"));
        foreach (string name in (string[])["inner", "outer", "other", "main", "replay_calloc", "malloc", "calloc"])
        {
            Assert.That(profile, Does.Match($"\n0x[0-9a-f]+ {name}\n"));
        }

        Assert.That(CountsBehind(profile, "inner"), Is.EqualTo("  t*: 1: 112 [2: 224]\n  t0: 1: 112 [2: 224]"));
        Assert.That(CountsBehind(profile, "other"), Is.EqualTo("  t*: 1: 5120 [1: 5120]\n  t0: 1: 5120 [1: 5120]"));
        Assert.That(CountsBehind(profile, "replay_calloc"), Is.EqualTo("  t*: 1: 224 [1: 224]\n  t0: 1: 224 [1: 224]"));
    }

    [Test]
    public void WithoutAccumulation_FreedSamplesAreForgotten()
    {
        string profile = Profile("prof:true,lg_prof_sample:0", 1, 2, 2, 0, 0);
        Assert.That(profile, Does.Contain("  t*: 3: 5456 [0: 0]\n"));
        Assert.That(CountsBehind(profile, "other"), Is.EqualTo("  t*: 1: 5120 [0: 0]\n  t0: 1: 5120 [0: 0]"));
    }

    private static string Profile(string conf, params int[] stacks)
    {
        using ITraceSource trace = TraceFile.Open(new MemoryStream(CallStacks.Atrace(Text, Stacks, stacks)), "t", TraceReadOptions.Strict);
        SimMachine machine = new();
        JemallocHeap heap = new(machine, MallocConf.Parse(conf).Options);
        new ReplayEngine<JemallocAllocator, NoProbe>(machine, new JemallocAllocator(heap), default).Run(trace);
        using StringWriter output = new();
        heap.WriteProfile(0, output);
        return output.ToString();
    }

    // The counts of the only backtrace that has a frame.
    private static string CountsBehind(string profile, string name)
    {
        string line = profile.Split('\n').Single(text => text.EndsWith(" " + name, StringComparison.Ordinal) && text.StartsWith("0x", StringComparison.Ordinal));
        ulong place = Convert.ToUInt64(line.Split(' ')[0], 16);
        string frame = $" 0x{place + 1:x}";
        string[] parts = profile.Split("\n@");
        string counts = parts.Single(part => part.Split('\n')[0].Split(' ').Contains(frame.Trim()));
        return string.Join('\n', counts.TrimEnd('\n').Split('\n')[1..]);
    }
}
