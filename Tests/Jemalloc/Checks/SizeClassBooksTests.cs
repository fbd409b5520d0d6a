using AllocSim.Simulator.Machine;
using AllocSim.Tests.Jemalloc.Sizes;

namespace AllocSim.Tests.Jemalloc.Checks;

[TestFixture]
internal sealed class SizeClassBooksTests
{
    private static readonly string[] Choices =
    [
        "lg_ngroup:1", "lg_ngroup:3", "lg_ngroup:4", "lg_quantum:3", "lg_quantum:5,lg_ngroup:3", "lg_quantum:6,small_min:64", "small_min:16", "small_max:2048", "small_max:65536",
        "list:8:1|16:1|48:3|3008:3|5008:5", "list:2048:1", "list:6016:3", "list:16:1|96:3|1008:9|5008:7|9008:16,lg_ngroup:3",
    ];

    [Test]
    public void TheBooks_BalanceWithOtherSizeClasses([ValueSource(nameof(Choices))] string choice, [Range(1, 3)] int seed)
        => Assert.That(() => CheckedRun.Replay(JemallocTrials.Draw((ulong)(50 + seed), 1_500, ""), 75, sizes: SizeClassChoiceTests.Good(choice)), Throws.Nothing);

    [Test]
    public void TheBooks_BalanceWithOtherSizeClassesAndPages([Values("lg_ngroup:4", "lg_quantum:3,lg_ngroup:1", "list:64:1|4096:2|20032:3")] string choice)
        => Assert.That(
            () => CheckedRun.Replay(JemallocTrials.Draw(7, 1_500, ""), 75, new SimMachine(new MachineOptions { PageSize = 65536 }), SizeClassChoiceTests.Good(choice, 65536)), Throws.Nothing);
}
