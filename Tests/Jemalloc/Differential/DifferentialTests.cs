using AllocSim.Tests.Differential;

namespace AllocSim.Tests.Jemalloc.Differential;

[TestFixture]
internal sealed class DifferentialTests
{
    private const string Policy = "jemalloc-5.3";
    private const int CampaignSeeds = 400;
    private const int CampaignOperations = 20_000;

    [Test]
    public void RandomTraces_DoWhatTheLibraryDoes([Range(1, 12)] int seed) => RealLibraries.Check(Policy, JemallocTrials.Draw((ulong)seed, 2_000));

    [Test]
    [Category("Slow")]
    public void ManyRandomTraces_DoWhatTheLibraryDoes([Range(0, CampaignSeeds - 1, 40)] int first) => Campaign(first, 1_000_000, seed => JemallocTrials.Draw(seed, CampaignOperations));

    [Test]
    public void RandomTracesOverHugePages_DoWhatTheLibraryDoes([Range(1, 8)] int seed) => RealLibraries.Check(Policy, JemallocTrials.DrawHuge((ulong)seed, 3_000));

    [Test]
    [Category("Slow")]
    public void ManyRandomTracesOverHugePages_DoWhatTheLibraryDoes([Range(0, CampaignSeeds - 1, 40)] int first) => Campaign(first, 2_000_000, seed => JemallocTrials.DrawHuge(seed, CampaignOperations));

    [Test]
    public void RandomTracesWithGuardPages_DoWhatTheLibraryDoes([Range(1, 8)] int seed) => RealLibraries.Check(Policy, JemallocTrials.DrawGuarded((ulong)seed, 3_000));

    [Test]
    [Category("Slow")]
    public void ManyRandomTracesWithGuardPages_DoWhatTheLibraryDoes([Range(0, CampaignSeeds - 1, 40)] int first) => Campaign(first, 3_000_000, seed => JemallocTrials.DrawGuarded(seed, CampaignOperations));

    private static void Campaign(int first, ulong origin, Func<ulong, RandomCase> draw)
    {
        for (int seed = first; seed < first + 40; seed++)
        {
            RealLibraries.Check(Policy, draw(origin + (ulong)seed));
        }
    }
}
