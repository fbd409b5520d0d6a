using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace AllocSim.Tests.Cli;

/// <summary><c>--cpu-set</c>: which CPUs a process may use, and what arenas tied to CPUs make of it. The real library is asked under taskset.</summary>
[TestFixture]
internal sealed class CpuSetTests
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/libjemalloc.so.2", Taskset = "/usr/bin/taskset", Compiler = "/usr/bin/gcc";

    private const string Program = """
        #include <stdlib.h>
        #include <string.h>
        #include <unistd.h>
        void malloc_stats_print(void (*write)(void *, const char *), void *, const char *) __attribute__((weak));
        static void tell(void *nothing, const char *text) { (void)!write(1, text, strlen(text)); }
        int main(void) { void *volatile p = malloc(100); malloc_stats_print(tell, 0, "J"); free(p); return 0; }
        """;

    [TestCase("percpu_arena:percpu")]
    [TestCase("percpu_arena:phycpu")]
    [TestCase("percpu_arena:percpu,narenas:8")]
    [TestCase("percpu_arena:phycpu,narenas:8")]
    [TestCase("narenas:3")]
    public void ArenasTiedToCpus_UnderASet_AreThoseOfTheLibrary(string conf)
    {
        Assume.That(File.Exists(Library) && File.Exists(Taskset) && File.Exists(Compiler), "the real library can be run on a set of CPUs");
        int cpus = Environment.ProcessorCount;
        Assume.That(cpus, Is.GreaterThan(1).And.LessThan(8), "a set can leave a CPU out");
        using TemporaryDirectory directory = new();
        string set = (cpus - 1).ToString(CultureInfo.InvariantCulture);
        string code = directory.Write("p.c", Program);
        Assert.That(Run(Compiler, [], out _, "-O1", "-fno-builtin", "-o", directory["p"], code), Is.Zero);
        int real = Run(Taskset, [new("LD_PRELOAD", Library), new("MALLOC_CONF", conf)], out string told, "-c", set, directory["p"]);
        Assume.That(real, Is.Zero, "this CPU may be used");

        string trace = directory.Write("t.txt", "0 0 malloc 0 100\n");
        CommandRun run = CommandRun.Of("replay", trace, "--cpus", cpus.ToString(CultureInfo.InvariantCulture), "--cpu-set", set, "--conf", conf, "--conf-as-library", "--stats", directory["s.json"], "--stats-opts", "J", "--no-charts");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(Facts(File.ReadAllText(directory["s.json"])), Is.EqualTo(Facts(told)));
    }

    [Test]
    public void ThreadsRunOnTheSetsCpus_InTurn()
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", "0 0 malloc 0 100\n1 1 malloc 1 100\n2 2 malloc 2 100\n");
        CommandRun run = CommandRun.Of("replay", trace, "--cpu-set", "2-3,6", "--conf", "percpu_arena:percpu,narenas:7", "--stats", directory["s.json"], "--stats-opts", "J", "--no-charts");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(Facts(File.ReadAllText(directory["s.json"])), Does.EndWith("arenas with a thread 2 3 6"));
    }

    [TestCase("5", "there is no CPU 5 on a machine with 4")]
    [TestCase("a-b", "is neither a CPU nor a range")]
    [TestCase("3-2", "is neither a CPU nor a range")]
    [TestCase("", "expected numbers")]
    public void AWrongSet_IsToldInOneLine(string set, string words)
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("replay", directory.Write("t.txt", "0 0 malloc 0 100\n"), "--cpus", "4", "--cpu-set", set);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error.TrimEnd('\n'), Does.Contain(words).And.Not.Contain("\n"));
    }

    /// <summary>What depends on the set: whether arenas are tied to CPUs, how many there are, and which have a thread.</summary>
    private static string Facts(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement all = document.RootElement.GetProperty("jemalloc");
        IEnumerable<string> used = all.GetProperty("stats.arenas").EnumerateObject()
            .Where(arena => int.TryParse(arena.Name, CultureInfo.InvariantCulture, out _) && arena.Value.GetProperty("nthreads").GetInt32() > 0)
            .Select(arena => arena.Name);
        return $"{all.GetProperty("opt").GetProperty("percpu_arena")}, narenas {all.GetProperty("arenas").GetProperty("narenas")}, arenas with a thread {string.Join(' ', used)}";
    }

    private static int Run(string file, KeyValuePair<string, string>[] settings, out string output, params string[] arguments)
    {
        ProcessStartInfo start = new(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
