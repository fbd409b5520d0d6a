using System.Security.Cryptography;
using System.Text;
using AllocSim.Allocator.Jemalloc;
using AllocSim.Allocator.Jemalloc.Heap;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Tests.House;
using AllocSim.Workloads.Files;

namespace AllocSim.Tests.Jemalloc.Resident;

/// <summary>Holds resident pages, zero pages, lazily freed bytes and page faults against a kernel that ran the real library.</summary>
[TestFixture]
internal sealed class ResidentTests
{
    private const string FirstMoment = "after ";

    [TestCaseSource(typeof(ResidentCase), nameof(ResidentCase.All))]
    public void ARun_HoldsThePagesThatTheKernelHeld(ResidentCase kept)
    {
        string golden = kept.Golden;
        int end = golden.IndexOf(FirstMoment, StringComparison.Ordinal);
        using StringReader environment = new(golden[..end]);
        MachineOptions options = MachineEnvironment.Read(environment, kept.Name).Machine with { KernelMakesHugePages = false };
        Assert.That(Look(kept, new SimMachine(options)).Split('\n'), Is.EqualTo(golden[end..].Split('\n')));
    }

    private static string Look(ResidentCase kept, SimMachine machine)
    {
        StringBuilder told = new();
        MomentWatch watch = new(kept.Moments, atEnd: false, index =>
        {
            using StringWriter report = new();
            PageReport.Write(machine.Pages, report, hasHuge: false);
            string text = report.ToString();
            string totals = text.TrimEnd('\n').Split('\n')[^1];
            told.Append(System.Globalization.CultureInfo.InvariantCulture, $"{FirstMoment}{index}\n{totals}\nsha256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)))}\n");
        });
        JemallocHeap heap = new(machine, MallocConf.Parse(kept.Conf).Options);
        using ITraceSource trace = TraceFile.Open(Path.Combine(Repository.Root, kept.Trace), new());
        new ReplayEngine<JemallocAllocator, ProbeList>(machine, new JemallocAllocator(heap), new ProbeList(watch), new ReplayOptions { Touch = kept.Touch }).Run(trace);
        watch.Finish();
        return told.ToString();
    }
}
