using System.Globalization;
using AllocSim.Tests.Cli;
using NUnit.Framework;

namespace AllocSim.Tests.Differential;

/// <summary>A program's heap beside its replay: what the kernel holds of the library's mappings, while it runs. Nothing is given back by time, which differs from run to run.</summary>
[TestFixture]
internal sealed class ProgramMemoryTests
{
    private const string Program = """
        #include <stdlib.h>
        #include <string.h>
        int main(void) {
            static char *kept[20000];
            for (int round = 0; round < 5; round++) {
                for (int i = 0; i < 20000; i++) kept[i] = memset(malloc(100 + i % 900), 1, 100 + i % 900);
                for (int i = 0; i < 20000; i++) free(kept[i]);
            }
            return 0;
        }
        """;

    [TestCase("jemalloc-5.3", "dirty_decay_ms:-1")]
    [TestCase("jemalloc-5.3", "dirty_decay_ms:0,muzzy_decay_ms:0")]
    [TestCase("tcmalloc", "")]
    [TestCase("mimalloc", "MIMALLOC_ALLOW_DECOMMIT=0")]
    public void AProgramThatWritesAllItAsksFor_HoldsWhatItsReplayHolds(string policy, string conf)
    {
        using TemporaryDirectory folder = new();
        string output = Path.Combine(folder.Path, "out");
        (double real, double simulated) = Peaks(output, policy, conf, [Compiled(folder.Path, Program)]);
        Assert.That(simulated / real, Is.EqualTo(1).Within(0.05));
        Assert.That(File.Exists(Path.Combine(output, "memory-1.png")) && File.Exists(Path.Combine(output, "recording-1.atrace")), Is.True);
    }

    /// <summary>tcmalloc's page map has a leaf of 2 MiB for each 2 GiB of addresses. Without randomised places the break follows the program's data, which here ends 12 MiB before such a border.</summary>
    [Test]
    public void AHeapThatCrossesABorderOfTcmallocsPageMap_HoldsASecondLeafInItsReplayToo()
    {
        Assume.That(File.Exists("/usr/bin/setarch"), "setarch switches the randomising of places off");
        const string UntouchedData = "static volatile char far_away[0x2aaa0000 - (12 << 20)];\n", Use = "if (kept[0] == far_away) return 1;\n            return 0;";
        using TemporaryDirectory folder = new();
        string near = Compiled(folder.Path, Program), far = Compiled(folder.Path, UntouchedData + Program.Replace("return 0;", Use, StringComparison.Ordinal));
        (double real, double simulated) = Peaks(Path.Combine(folder.Path, "near"), "tcmalloc", "", ["/usr/bin/setarch", "-R", near]);
        (double realAcross, double simulatedAcross) = Peaks(Path.Combine(folder.Path, "far"), "tcmalloc", "", ["/usr/bin/setarch", "-R", far]);
        Assert.That(realAcross - real, Is.EqualTo(2 << 20).Within(64 << 10));
        Assert.That(simulatedAcross - simulated, Is.EqualTo(2 << 20).Within(64 << 10));
    }

    private static string Compiled(string folder, string code)
    {
        Assume.That(File.Exists("/usr/bin/gcc"), "gcc builds the recorder");
        string program = Path.Combine(folder, Guid.NewGuid().ToString("n")), source = program + ".c";
        File.WriteAllText(source, code);
        System.Diagnostics.Process.Start("/usr/bin/gcc", ["-O1", "-fno-builtin", "-o", program, source]).WaitForExit();
        return program;
    }

    /// <summary>The most bytes that were resident, for real and in the replay.</summary>
    private static (double Real, double Simulated) Peaks(string output, string policy, string conf, string[] program)
    {
        CommandRun run = CommandRun.Of(["verify", "--memory", "--policy", policy, "--conf", conf, "--out", output, "--", .. program]);
        Assume.That(run.ExitCode == 0 || !run.Error.Contains("is not here", StringComparison.Ordinal), "the library is installed");
        Assume.That(run.Error, Does.Not.Contain("PAGEMAP_SCAN"), "Linux 6.7 or later");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        string[][] rows = [.. File.ReadLines(Path.Combine(output, "memory.csv")).Skip(1).Select(line => line.Split(','))];
        return (rows.Max(row => double.Parse(row[^3], CultureInfo.InvariantCulture)), rows.Max(row => double.Parse(row[^2], CultureInfo.InvariantCulture)));
    }

    [Test]
    public void AProgramThatIsNotThere_IsSaid()
    {
        Assume.That(File.Exists("/usr/bin/gcc"), "gcc builds the recorder");
        CommandRun run = CommandRun.Of("verify", "--memory", "--", "./missing-program");
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("there is no such program"));
    }
}
