using AllocSim.Allocator.Jemalloc.Trials;
using AllocSim.Allocator.Jemalloc.Versions;

namespace AllocSim.Tests.Jemalloc.Hooks;

/// <summary>Random cases with extent hooks of a program's own.</summary>
[TestFixture]
internal sealed class RandomHooksTests
{
    private const string Hooks = ".extent_hooks ";

    private static readonly JemallocVersion[] Releases = [JemallocVersion.V510, JemallocVersion.V521, JemallocVersion.V530, JemallocVersion.V531];

    [TestCaseSource(nameof(Releases))]
    public void TheLibrarysOwnHooks_AreSetOnlyBehindAWriteThatCannotFail(JemallocVersion version)
    {
        int own = 0;
        for (ulong seed = 1; seed <= 1200; seed += 4)
        {
            bool isKnown = false;
            foreach (string line in JemallocTrials.DrawAny(seed, 60, version).Lines.Where(line => line.Contains(Hooks, StringComparison.Ordinal)))
            {
                bool isOwn = line.EndsWith(Hooks + "0", StringComparison.Ordinal);
                Assert.That(isKnown || !isOwn, $"seed {seed}: {line}");
                own += isOwn ? 1 : 0;
                isKnown |= line.Contains("arena.0.", StringComparison.Ordinal);
            }
        }

        Assert.That(own, Is.GreaterThan(20), "they are drawn all the same");
    }
}
