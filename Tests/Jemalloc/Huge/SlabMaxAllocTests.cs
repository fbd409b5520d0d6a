using AllocSim.Tests.Cli;

namespace AllocSim.Tests.Jemalloc.Huge;

[TestFixture]
internal sealed class SlabMaxAllocTests
{
    // The slab of an object of 5,655 bytes has 12,288. Found by random case 10 of the short campaign.
    [TestCase("hpa_sec_batch_fill_extra:0")]
    [TestCase("hpa_sec_batch_fill_extra:20")]
    public void ALargerExtent_IsNeverTheHugePageAllocators_HoweverManyAreFetchedAtOnce(string conf)
    {
        using TemporaryDirectory directory = new();
        string trace = directory.Write("t.txt", "0 0 malloc 0 5655\n");
        CommandRun run = CommandRun.Of("replay", trace, "--conf", "hpa:true,hpa_slab_max_alloc:8192,dss:primary," + conf, "--addresses", directory["a.txt"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(File.ReadAllText(directory["a.txt"]), Does.StartWith("0 60000000"), "at the program break");
    }
}
