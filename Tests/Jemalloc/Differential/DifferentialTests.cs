namespace AllocSim.Tests.Jemalloc.Differential;

[TestFixture]
internal sealed class DifferentialTests
{
    private const int CampaignSeeds = 400;
    private const int CampaignOperations = 20_000;

    private string _folder = "";
    private Campaign? _campaign;

    [OneTimeSetUp]
    public void FindTheLibrary()
    {
        Oracle? oracle = Oracle.Find(out string missing);
        if (oracle is null)
        {
            Assert.Ignore(missing);
        }

        _folder = Directory.CreateTempSubdirectory("allocsim-differential").FullName;
        _campaign = new Campaign(oracle, _folder);
    }

    [OneTimeTearDown]
    public void RemoveTheFolder()
    {
        if (_folder.Length > 0 && TestContext.CurrentContext.Result.FailCount == 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Test]
    public void RandomTraces_DoWhatTheLibraryDoes([Range(1, 12)] int seed) => Check((ulong)seed, 2_000);

    [Test]
    [Category("Slow")]
    public void ManyRandomTraces_DoWhatTheLibraryDoes([Range(0, CampaignSeeds - 1, 40)] int first)
    {
        for (int seed = first; seed < first + 40; seed++)
        {
            Check(1_000_000 + (ulong)seed, CampaignOperations);
        }
    }

    [Test]
    public void RandomTracesOverHugePages_DoWhatTheLibraryDoes([Range(1, 8)] int seed) => Check(RandomCase.DrawHuge((ulong)seed, 3_000), $"huge-{seed}");

    [Test]
    [Category("Slow")]
    public void ManyRandomTracesOverHugePages_DoWhatTheLibraryDoes([Range(0, CampaignSeeds - 1, 40)] int first)
    {
        for (int seed = first; seed < first + 40; seed++)
        {
            Check(RandomCase.DrawHuge(2_000_000 + (ulong)seed, CampaignOperations), $"huge-{seed}");
        }
    }

    private void Check(ulong seed, int operations) => Check(RandomCase.Draw(seed, operations), $"seed-{seed}");

    private void Check(RandomCase random, string name) => Assert.That(_campaign!.Run(random, name), Is.Empty);
}
