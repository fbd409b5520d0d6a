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
        string program = Path.Combine(folder.Path, "program"), code = program + ".c", output = Path.Combine(folder.Path, "out");
        Assume.That(File.Exists("/usr/bin/gcc"), "gcc builds the recorder");
        File.WriteAllText(code, Program);
        System.Diagnostics.Process.Start("/usr/bin/gcc", ["-O1", "-fno-builtin", "-o", program, code]).WaitForExit();
        CommandRun run = CommandRun.Of("verify", "--memory", "--policy", policy, "--conf", conf, "--out", output, "--", program);
        Assume.That(run.ExitCode == 0 || !run.Error.Contains("is not here", StringComparison.Ordinal), "the library is installed");
        Assume.That(run.Error, Does.Not.Contain("PAGEMAP_SCAN"), "Linux 6.7 or later");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        string[][] rows = [.. File.ReadLines(Path.Combine(output, "memory.csv")).Skip(1).Select(line => line.Split(','))];
        double real = rows.Max(row => double.Parse(row[^3], System.Globalization.CultureInfo.InvariantCulture)), simulated = rows.Max(row => double.Parse(row[^2], System.Globalization.CultureInfo.InvariantCulture));
        Assert.That(simulated / real, Is.EqualTo(1).Within(0.05));
        Assert.That(File.Exists(Path.Combine(output, "memory-1.png")) && File.Exists(Path.Combine(output, "recording-1.atrace")), Is.True);
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
