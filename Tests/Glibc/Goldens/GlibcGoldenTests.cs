using System.Diagnostics;
using System.Globalization;
using AllocSim.Simulator.Machine;
using AllocSim.Tests.Jemalloc.Differential;
using AllocSim.Tests.Jemalloc.Goldens;
using AllocSim.Workloads.Files;

namespace AllocSim.Tests.Glibc.Goldens;

/// <summary>
/// Holds the simulator against kept runs of the real library. With ALLOCSIM_UPDATE_GOLDENS=1 the goldens are written anew, by the real library, through the program that
/// ALLOCSIM_ORACLE_TRAP names; the simulator never writes one.
/// </summary>
[TestFixture]
internal sealed class GlibcGoldenTests
{
    private static GlibcGolden[] Cases => GlibcGolden.All;

    private static IEnumerable<GlibcGolden> RandomCases => Cases.Where(golden => golden.Random is not null);

    [TestCaseSource(nameof(Cases))]
    public void ARun_IsTheLibrarysToTheByte_InAnyLanguage(GlibcGolden golden)
    {
        if (Environment.GetEnvironmentVariable("ALLOCSIM_UPDATE_GOLDENS") == "1")
        {
            Update(golden);
        }

        string kept = File.ReadAllText(golden.GoldenPath);
        string simulated = ForeignCulture.Run(() => Simulate(golden, kept));
        Assert.That(simulated.Split('\n'), Is.EqualTo(kept.Split('\n')));
    }

    [TestCaseSource(nameof(RandomCases))]
    public void TheBooks_AreRightAllTheTime(GlibcGolden golden)
    {
        MachineOptions machine = GoldenText.MachineOf(File.ReadAllText(golden.GoldenPath));
        Assert.That(() => GlibcRun.ReplayChecking(TraceFile.Open(golden.OpenTrace(), golden.Name, new()), golden.Conf, machine), Throws.Nothing);
    }

    private static string Simulate(GlibcGolden golden, string kept)
    {
        RunFiles files = GlibcRun.Replay(TraceFile.Open(golden.OpenTrace(), golden.Name, new()), golden.Conf, GoldenText.MachineOf(kept));
        return GoldenText.Of(GoldenText.EnvironmentOf(kept), TraceBytes(golden), files, isWhole: false);
    }

    private static void Update(GlibcGolden golden)
    {
        string program = Environment.GetEnvironmentVariable("ALLOCSIM_ORACLE_TRAP") ?? throw new AssertionException("ALLOCSIM_ORACLE_TRAP must name the program that runs the real library");
        string folder = Directory.CreateTempSubdirectory("allocsim-golden").FullName;
        string trace = Path.Combine(folder, golden.Trace.EndsWith(".gz", StringComparison.Ordinal) ? "trace.txt.gz" : "trace.txt");
        File.WriteAllBytes(trace, TraceBytes(golden));
        string output = Path.Combine(folder, "out");
        ProcessStartInfo start = new(program, ["--ncpus", golden.Cpus.ToString(CultureInfo.InvariantCulture), "--lib", "libc.so.6", "--trace", trace, "--out", output]);
        start.Environment["GLIBC_TUNABLES"] = golden.Conf;
        using (Process process = Process.Start(start)!)
        {
            process.WaitForExit();
            Assert.That(process.ExitCode, Is.Zero);
        }

        RunFiles files = new();
        foreach (string path in Directory.GetFiles(output).Where(path => !path.EndsWith("environment.txt", StringComparison.Ordinal)))
        {
            files[Path.GetFileName(path)] = File.ReadAllText(path);
        }

        File.WriteAllText(golden.GoldenPath, GoldenText.Of(File.ReadAllText(Path.Combine(output, "environment.txt")), TraceBytes(golden), files, isWhole: false));
        Directory.Delete(folder, recursive: true);
    }

    private static byte[] TraceBytes(GlibcGolden golden)
    {
        using Stream stream = golden.OpenTrace();
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
