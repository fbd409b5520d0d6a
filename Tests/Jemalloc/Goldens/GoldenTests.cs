using AllocSim.Simulator.Machine;
using AllocSim.Tests.Jemalloc.Differential;
using AllocSim.Workloads.Files;

namespace AllocSim.Tests.Jemalloc.Goldens;

/// <summary>
/// Holds the simulator against kept runs of the real library. With ALLOCSIM_UPDATE_GOLDENS=1 the goldens are written anew, by the real library, which
/// ALLOCSIM_ORACLE gives access to; the simulator never writes one.
/// </summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
internal sealed class GoldenTests
{
    private static IEnumerable<TestCaseData> Cases => GoldenCase.All.Select(golden =>
    {
        var data = new TestCaseData(golden);
        return golden.IsSlow ? data.SetCategory("Slow") : data;
    });

    [TestCaseSource(nameof(Cases))]
    public void ARun_IsTheLibrarysToTheByte_TwiceAndInAnyLanguage(GoldenCase golden)
    {
        if (Environment.GetEnvironmentVariable("ALLOCSIM_UPDATE_GOLDENS") == "1")
        {
            Update(golden);
        }

        string[] kept = File.ReadAllText(golden.GoldenPath).Split('\n');
        Assert.That(Simulate(golden).Split('\n'), Is.EqualTo(kept));
        Assert.That(ForeignCulture.Run(() => Simulate(golden)).Split('\n'), Is.EqualTo(kept), "second run, under another culture");
    }

    private static string Simulate(GoldenCase golden)
    {
        string kept = File.ReadAllText(golden.GoldenPath);
        MachineOptions machine = GoldenText.MachineOf(kept);
        RunFiles files = SimulatedRun.Replay(TraceFile.Open(golden.OpenTrace(), golden.Name, new()), golden.Conf, machine);
        return GoldenText.Of(GoldenText.EnvironmentOf(kept), TraceBytes(golden), files, golden.IsWhole);
    }

    private static void Update(GoldenCase golden)
    {
        Oracle? oracle = Oracle.Find(out string missing);
        Assert.That(oracle, Is.Not.Null, missing);
        string folder = Directory.CreateTempSubdirectory("allocsim-golden").FullName;
        string trace = Path.Combine(folder, golden.Trace.EndsWith(".gz", StringComparison.Ordinal) ? "trace.txt.gz" : "trace.txt");
        File.WriteAllBytes(trace, TraceBytes(golden));
        string output = Path.Combine(folder, "out");
        RunFiles? real = oracle!.Replay(trace, golden.Conf, golden.Cpus, output, out string problem);
        Assert.That(real, Is.Not.Null, problem);
        string environment = File.ReadAllText(Path.Combine(output, "environment.txt"));
        File.WriteAllText(golden.GoldenPath, GoldenText.Of(environment, TraceBytes(golden), real!, golden.IsWhole));
        Directory.Delete(folder, recursive: true);
    }

    private static byte[] TraceBytes(GoldenCase golden)
    {
        using Stream stream = golden.OpenTrace();
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
