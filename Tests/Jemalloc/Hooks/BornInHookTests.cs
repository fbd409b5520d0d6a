using AllocSim.Tests.Cli;
using AllocSim.Tests.Differential;

namespace AllocSim.Tests.Jemalloc.Hooks;

/// <summary>A thread whose first call is a free, in which extents are joined by a hook of the program's own. The figures are those of the real 5.3.0.</summary>
[TestFixture]
internal sealed class BornInHookTests
{
    private const string Begin = """
        0 0 malloc 0 1000000
        0 2 malloc 10 1000000
        1 2 malloc 11 1000000
        2 2 malloc 12 1000000
        3 2 free 11
        4 0 ctl u64 arena.1.extent_hooks 1
        5 1 free 12

        """;

    [Test]
    public void IsSetUpInTheHook_WithACacheOfArena0_AndNoArena()
    {
        string trace = Begin + "6 0 ctl u64 epoch 1\n7 0 ctl u64 stats.allocated\n8 0 ctl u32 stats.arenas.1.nthreads\n9 0 ctl u32 stats.arenas.0.nthreads\n";
        Assert.That(Run(trace, out _).Split('\n')[^5..^1], Is.EqualTo(new[] { "7 ctl 0 0", "8 ctl 0 2183168", "9 ctl 0 1", "10 ctl 0 1" }));
        Check(trace);
    }

    [Test]
    public void GetsItsArenaAtItsNextCall_AfterThreadsThatCameMeanwhile() => Check(Begin + "8 3 malloc 50 100\n9 1 malloc 51 100\n");

    [Test]
    public void InArena0_WhereTheLibraryWaitsForItself_TheRunEndsWithALine()
    {
        Run("0 0 malloc 0 1000000\n1 0 malloc 1 1000000\n2 0 malloc 2 1000000\n3 0 free 1\n4 0 ctl u64 arena.0.extent_hooks 1\n5 1 free 2\n", out string error);
        Assert.That(error, Does.Contain("operation 5: a thread's first call is a free").And.Not.Contain("   at "));
    }

    private static void Check(string trace) => RealLibraries.Check("jemalloc-5.3", new("narenas:2", 2, trace.TrimEnd('\n').Split('\n')));

    private static string Run(string trace, out string error)
    {
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("replay", directory.Write("t.txt", trace), "--cpus", "2", "--conf", "narenas:2", "--addresses", directory["a.txt"]);
        error = run.Error;
        return File.Exists(directory["a.txt"]) ? File.ReadAllText(directory["a.txt"]) : "";
    }
}
