using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Jemalloc.Huge;

/// <summary>The age of a page slab, which extents in it have as their serial number. The expected values are those of the real libraries.</summary>
[TestFixture]
internal sealed class PageSlabAgeTests
{
    [TestCase("jemalloc-5.3", " sn=0 ")]
    [TestCase("jemalloc-5.3.1", " sn=1 ")]
    public void TheFirstPageSlab_HasAnAgeWhenItIsObtained_From531On(string policy, string serial)
    {
        using TemporaryDirectory folder = new();
        File.WriteAllText(folder["trace.txt"], "0 0 malloc 1 8\n");
        CommandRun run = CommandRun.Of("inspect", folder["trace.txt"], "--policy", policy, "--conf", "hpa:true", "--at", "0", "--dump", folder["dump"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        string[] extents = [.. File.ReadLines(Directory.GetFiles(folder["dump"]).Single()).Where(line => line.StartsWith("edata ", StringComparison.Ordinal) && line.Contains(" pai=1 ", StringComparison.Ordinal))];
        Assert.That(extents, Is.Not.Empty.And.All.Contains(serial));
    }
}
