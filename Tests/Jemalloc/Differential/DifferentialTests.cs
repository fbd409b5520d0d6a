namespace AllocSim.Tests.Jemalloc.Differential;

[TestFixture]
internal sealed class DifferentialTests : OracleFixture
{
    private const int CampaignSeeds = 400;
    private const int CampaignOperations = 20_000;

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

    [Test]
    public void RandomTracesWithGuardPages_DoWhatTheLibraryDoes([Range(1, 8)] int seed) => Check(RandomCase.DrawGuarded((ulong)seed, 3_000), $"guard-{seed}");

    [Test]
    [Category("Slow")]
    public void ManyRandomTracesWithGuardPages_DoWhatTheLibraryDoes([Range(0, CampaignSeeds - 1, 40)] int first)
    {
        for (int seed = first; seed < first + 40; seed++)
        {
            Check(RandomCase.DrawGuarded(3_000_000 + (ulong)seed, CampaignOperations), $"guard-{seed}");
        }
    }

    private void Check(ulong seed, int operations) => Check(RandomCase.Draw(seed, operations), $"seed-{seed}");
}
