using AllocSim.Cli.Inspection;
using AllocSim.Cli.Policies;
using AllocSim.Reports.Measures.Pages;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Tests.Cli;
using AllocSim.Tests.Inspection;

namespace AllocSim.Tests.Reports;

/// <summary>Whose addresses are: what allocators say, and what addresses.csv makes of it.</summary>
[TestFixture]
internal sealed class AddressOwnersTests
{
    private static IEnumerable<string> Policies => PolicyRegistry.Standard.Names;

    [TestCaseSource(nameof(Policies))]
    public void APolicy_NamesOwners_WhereItsAllocatorsHaveSome(string name)
    {
        Policy policy = PolicyRegistry.Standard.Find(name)!;
        Assert.That(policy.Traits.OwnerWord.Length > 0, Is.EqualTo(policy.Answers<IAddressOwners>()));
    }

    [TestCaseSource(nameof(Policies))]
    public void OwnedRanges_DoNotOverlap_AndAreThoseOfTheObjects(string name)
    {
        using TemporaryDirectory directory = new();
        string trace = directory["larson.atrace"];
        Assert.That(CommandRun.Of("trace", "generate", "larson", trace, "--threads", "3", "--operations", "6000").ExitCode, Is.Zero);
        using InspectedRun run = ViewTests.Open(name, trace);
        run.Cursor.RunTo(5000);
        if (run.Session.Allocator is not IAddressOwners allocator)
        {
            return;
        }

        List<OwnedRange> ranges = [];
        allocator.ReadOwners(ranges);
        ranges.Sort((a, b) => a.Address.CompareTo(b.Address));
        Assert.That(ranges.Select(range => range.Owner).Distinct().Count(), Is.GreaterThan(1), "threads have owners of their own");
        Assert.That(ranges.Zip(ranges.Skip(1)).Where(pair => pair.First.Address + pair.First.Bytes > pair.Second.Address), Is.Empty);
        AddressOwners owners = new(allocator);
        Assert.That(run.Journal.Live.Where(block => owners.OwnerOf(block.Address, 1) < 0), Is.Empty, "an object of nobody");
        if (allocator is IDiscardingAllocator heaps)
        {
            Assert.That(run.Journal.Live.Where(block => owners.OwnerOf(block.Address, 1) != heaps.HeapOf(block.Address)), Is.Empty);
        }
    }

    [TestCase(0UL, 4096UL, -1)]
    [TestCase(0x10000UL, 1UL, 2)]
    [TestCase(0x10000UL, 0x3000UL, 2)]
    [TestCase(0x11000UL, 0x2000UL, 1, TestName = "Of equals the least number")]
    [TestCase(0x11000UL, 0x3000UL, 1)]
    [TestCase(0x14000UL, 0x1000UL, -1)]
    public void WhoHasMost_IsTheOwner(ulong address, ulong bytes, int owner)
        => Assert.That(new AddressOwners(new Fixed([new(0x12000, 0x2000, 1), new(0x11000, 0x1000, 2), new(0x10000, 0x1000, 2)])).OwnerOf(address, bytes), Is.EqualTo(owner));

    [Test]
    public void AddressesCsv_SaysWhoseARangeIs_AndTheChartNamesThem()
    {
        using TemporaryDirectory directory = new();
        string trace = directory["larson.atrace"];
        Assert.That(CommandRun.Of("trace", "generate", "larson", trace, "--threads", "2", "--operations", "6000").ExitCode, Is.Zero);
        Assert.That(CommandRun.Of("replay", trace, "--out", directory["run"], "--no-page").ExitCode, Is.Zero);
        string[][] rows = [.. File.ReadLines(directory["run", "addresses.csv"]).Select(line => line.Split(','))];
        Assert.That(rows[0][^1], Is.EqualTo("owner"));
        Assert.That(rows.Skip(1).Select(row => row[^1]).Distinct(), Does.Contain("arena 0").And.Contain("arena 1"));
        Assert.That(File.Exists(directory["run", "charts/addresses.png"]));
    }

    private sealed class Fixed(OwnedRange[] all) : IAddressOwners
    {
        public void ReadOwners(ICollection<OwnedRange> ranges)
        {
            foreach (OwnedRange range in all)
            {
                ranges.Add(range);
            }
        }
    }
}
