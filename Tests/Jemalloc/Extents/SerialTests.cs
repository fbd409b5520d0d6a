using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Jemalloc.Extents;

/// <summary>Serial numbers of extents, which say in what order unused ones are taken.</summary>
[TestFixture]
internal sealed class SerialTests
{
    /// <summary>The second request is for more than can be mapped. The third one's mapping is the first of the arena for large requests, which 5.1 lacks: there the arena has one of its start.</summary>
    [TestCase("jemalloc-5.1", 2)]
    [TestCase("jemalloc-5.2", 1)]
    [TestCase("jemalloc-5.3", 0)]
    public void UpTo521_AMappingThatFails_UsesUpASerialNumber(string policy, int serial)
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", "0 0 malloc 0 100\n0 0 malloc 1 50000000000000\n0 0 malloc 2 30000000\n");
        CommandRun run = CommandRun.Of("inspect", trace, "--policy", policy, "--at", "2", "--address", "obj:2");
        Assert.That(run.Output, Does.Contain($" size=33558528 ").And.Contain(FormattableString.Invariant($" bsize=33558528 sn={serial} ")));
    }
}
