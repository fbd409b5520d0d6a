using AllocSim.Simulator.Machine;
using AllocSim.Tests.Jemalloc.Differential;
using AllocSim.Tests.Jemalloc.Goldens;
using AllocSim.Workloads.Files;

namespace AllocSim.Tests.Tcmalloc.Goldens;

/// <summary>
/// Holds the simulator against kept runs of the real library. With ALLOCSIM_UPDATE_GOLDENS=1 the goldens are written anew, by the real library, which the program
/// that ALLOCSIM_ORACLE_TRAP names replays traces through; the simulator never writes one.
/// </summary>
[TestFixture]
internal sealed class TcmallocGoldenTests
{
    private static IEnumerable<TestCaseData> Cases => TcmallocGoldenCase.All.Select(golden =>
    {
        var data = new TestCaseData(golden);
        return golden.IsSlow ? data.SetCategory("Slow") : data;
    });

    [TestCaseSource(nameof(Cases))]
    public void ARun_IsTheLibrarysToTheByte_TwiceAndInAnyLanguage(TcmallocGoldenCase golden)
    {
        byte[] trace = File.ReadAllBytes(golden.TracePath);
        if (Environment.GetEnvironmentVariable("ALLOCSIM_UPDATE_GOLDENS") == "1")
        {
            (string environment, RunFiles files) = TcmallocOracle.Replay(golden);
            File.WriteAllText(golden.GoldenPath, GoldenText.Of(environment, trace, files, golden.IsWhole));
        }

        string[] kept = File.ReadAllText(golden.GoldenPath).Split('\n');
        Assert.That(Simulate(golden, trace).Split('\n'), Is.EqualTo(kept));
        Assert.That(ForeignCulture.Run(() => Simulate(golden, trace)).Split('\n'), Is.EqualTo(kept), "second run, under another culture");
    }

    private static string Simulate(TcmallocGoldenCase golden, byte[] trace)
    {
        string kept = File.ReadAllText(golden.GoldenPath);
        MachineOptions machine = GoldenText.MachineOf(kept);
        RunFiles files = TcmallocRun.Replay(TraceFile.Open(new MemoryStream(trace), golden.Name, new()), golden.Conf, machine);
        return GoldenText.Of(GoldenText.EnvironmentOf(kept), trace, files, golden.IsWhole);
    }
}
