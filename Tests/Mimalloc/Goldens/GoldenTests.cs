using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using AllocSim.Simulator.Machine;
using AllocSim.Tests.House;
using AllocSim.Tests.Jemalloc.Goldens;
using AllocSim.Workloads.Files;

namespace AllocSim.Tests.Mimalloc.Goldens;

/// <summary>
/// Holds the simulator against kept runs of the real library. With ALLOCSIM_UPDATE_GOLDENS=1 the digests are made anew, by the real library, through the program that
/// ALLOCSIM_ORACLE_TRAP names; the simulator never makes one.
/// </summary>
[TestFixture]
internal sealed class GoldenTests
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/libmimalloc.so.2.0";
    private const int DigestBytes = 8;

    [TestCaseSource(typeof(GoldenCase), nameof(GoldenCase.All))]
    public void ARun_IsTheLibrarysToTheByte_TwiceAndInAnyLanguage(GoldenCase golden)
    {
        string expected = Environment.GetEnvironmentVariable("ALLOCSIM_UPDATE_GOLDENS") == "1" ? Update(golden) : golden.Digests;
        Assert.That(Simulate(golden), Is.EqualTo(expected));
        Assert.That(ForeignCulture.Run(() => Simulate(golden)), Is.EqualTo(expected), "second run, under another culture");
    }

    private static string Simulate(GoldenCase golden)
    {
        SimulatedRun run = SimulatedRun.Replay(TraceFile.Open(golden.OpenTrace(), golden.Name, new()), golden.Conf, new MachineOptions { CpuCount = golden.Cpus });
        return $"{Digest(run.Addresses)} {Digest(run.Calls)} {Digest(run.Statistics)}";
    }

    private static string Update(GoldenCase golden)
    {
        string folder = Directory.CreateTempSubdirectory("allocsim-golden").FullName;
        string trace = Path.Combine(folder, golden.Trace.EndsWith(".gz", StringComparison.Ordinal) ? "trace.txt.gz" : "trace.txt");
        using (Stream from = golden.OpenTrace())
        using (FileStream to = File.Create(trace))
        {
            from.CopyTo(to);
        }

        string output = Path.Combine(folder, "out");
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("ALLOCSIM_ORACLE_TRAP")!, ["--lib", Library, "--ncpus", $"{golden.Cpus}", "--trace", trace, "--out", output]);
        foreach (string setting in golden.Conf.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            start.Environment[setting.Split('=')[0]] = setting.Split('=')[1];
        }

        using Process process = Process.Start(start)!;
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
        string digests = $"{DigestOf("addresses.txt")} {DigestOf("syscalls.txt")} {DigestOf("stats.json")}";
        string file = Path.Combine(Repository.Root, GoldenCase.Path);
        File.WriteAllText(file, File.ReadAllText(file).Replace(golden.Line(golden.Digests), golden.Line(digests), StringComparison.Ordinal));
        Directory.Delete(folder, recursive: true);
        return digests;

        string DigestOf(string name) => Digest(File.ReadAllText(Path.Combine(output, name)));
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)).AsSpan(0, DigestBytes));
}
