using AllocSim.Cli.Policies;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Tests.Policies;

/// <summary>What policies declare for a search.</summary>
[TestFixture]
internal sealed class TuningRangeTests
{
    public static IEnumerable<Policy> Policies => PolicyRegistry.Standard.All;

    [TestCaseSource(nameof(Policies))]
    public void EveryValue_IsOneThatThePolicyTakes(Policy policy)
    {
        foreach (PolicyOption option in policy.Options)
        {
            foreach (string value in option.Tuning.Values)
            {
                // Of options that limit each other one alone may not do; then the policy says so and a search leaves it out.
                OptionCheck check = policy.Check(policy.Grammar.With("", option.Name, value)).Strict();
                Assert.That(check.Errors.Where(error => !error.Contains("the former", StringComparison.Ordinal)), Is.Empty, $"{option.Name} {value}");
            }
        }
    }

    // Changes of options that a release does not have are left out when they are run.
    [Test]
    public void EveryChangeThatMaySaveWaiting_IsMadeOfOptionsThatThePolicyTakes([Values("jemalloc-5.3", "jemalloc-5.3.1", "jemalloc-2.1", "glibc", "tcmalloc")] string policy)
    {
        Policy asked = PolicyRegistry.Standard.All.Single(each => each.Name == policy);
        IReadOnlyList<OptionChange> changes = asked.WhatIfs([], 4);
        Assert.That(changes, Has.Count.GreaterThan(2));
        Assert.That(changes.SelectMany(change => asked.Check(change.Conf).Strict().Errors), Is.Empty);
    }

    [TestCaseSource(nameof(Policies))]
    public void EveryPreset_IsMadeOfValuesThatAreSearched(Policy policy)
    {
        foreach (OptionChange preset in policy.Presets)
        {
            Assert.That(policy.Check(preset.Conf).Strict().Errors, Is.Empty);
            foreach (string part in preset.Conf.Split(policy.Grammar.Separator))
            {
                string[] halves = part.Split(policy.Grammar.Assign, 2);
                PolicyOption? option = policy.Options.FirstOrDefault(each => each.Name == halves[0]);
                Assert.That(option?.Tuning.Values ?? [], Does.Contain(halves[1]), $"{preset.Name}: {part}");
            }
        }
    }

    [TestCaseSource(nameof(Policies))]
    public void EveryPolicy_HasSomethingToSearch(Policy policy) => Assert.That(policy.Options.Count(option => option.Tuning.Values.Count > 0 && option.Tuning.Decides != TuningEffect.None), Is.Positive);
}
