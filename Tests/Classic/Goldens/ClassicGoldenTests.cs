using AllocSim.Tests.Jemalloc.Differential;
using AllocSim.Tests.Jemalloc.Goldens;
using AllocSim.Workloads.Files;

namespace AllocSim.Tests.Classic.Goldens;

/// <summary>Holds the simulator against kept runs of the real library, 2.1.3 built from its release tag with --enable-stats and --enable-fill.</summary>
[TestFixture]
internal sealed class ClassicGoldenTests
{
    [TestCaseSource(typeof(ClassicGoldenCase), nameof(ClassicGoldenCase.All))]
    public void ARun_IsTheLibrarysToTheByte_TwiceAndInAnyLanguage(ClassicGoldenCase golden)
    {
        string[] kept = File.ReadAllText(golden.GoldenPath).Split('\n');
        Assert.That(Simulate(golden).Split('\n'), Is.EqualTo(kept));
        Assert.That(ForeignCulture.Run(() => Simulate(golden)).Split('\n'), Is.EqualTo(kept), "second run, under another culture");
    }

    private static string Simulate(ClassicGoldenCase golden)
    {
        string kept = File.ReadAllText(golden.GoldenPath);
        RunFiles files = ClassicRun.Replay(TraceFile.Open(File.OpenRead(golden.TracePath), golden.Name, new()), golden.FullConf, GoldenText.MachineOf(kept));
        return GoldenText.Of(GoldenText.EnvironmentOf(kept), File.ReadAllBytes(golden.TracePath), files, isWhole: false);
    }
}
