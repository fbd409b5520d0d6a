using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Jemalloc.Huge;

/// <summary>The small extent cache keeps extents by the class that they would fill, and gives out one that is a page longer than asked for.</summary>
[TestFixture]
internal sealed class LongerExtentTests
{
    // A slab of 64 KiB goes into the cache with the thread that ends; the object of 56 KiB and its page of padding gets it. The library counts both as its class says.
    [Test]
    public void AnObjectInALongerExtent_IsAsLargeAsItsClass_AlsoWhenItIsFreed()
    {
        const string Trace = """
            0 7 malloc 0 261
            0 2 calloc 101 33 261
            0 2 exit
            0 3 malloc 315 57344
            0 7 free 315
            0 7 ctl u64 epoch 1
            0 7 ctl u64 stats.arenas.0.large.allocated
            0 7 ctl u64 stats.allocated

            """;
        const string Options = "hpa:true,hpa_sec_max_bytes:20000,hpa_sec_max_alloc:4194304,hpa_slab_max_alloc:300000,junk:true,slab_sizes:8-8:1|10240-10240:16";
        using TemporaryDirectory directory = new();
        CommandRun run = CommandRun.Of("replay", directory.Write("t.txt", Trace), "--cpus", "1", "--conf", Options, "--addresses", directory["a.txt"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.ReadAllLines(directory["a.txt"])[^2..], Is.EqualTo(new[] { "6 ctl 0 57344", "7 ctl 0 88064" }));
    }
}
