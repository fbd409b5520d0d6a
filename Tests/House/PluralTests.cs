using System.Text.RegularExpressions;

namespace AllocSim.Tests.House;

/// <summary>A number that can be 1 has no plural written behind it: Quantity.Count and Quantity.Noun choose the word.</summary>
[TestFixture]
internal sealed partial class PluralTests
{
    [Test]
    public void ACountAndAPlural_AreNotWrittenOneBehindTheOther()
    {
        IEnumerable<string> found = from project in (string[])["Cli", "Reports", "Workloads"]
                                    from path in Repository.SourceFiles(project)
                                    from line in Repository.Read(path).Split('\n').Select((text, i) => (Text: text, Number: i + 1))
                                    where Counted().IsMatch(line.Text)
                                    select $"{path}:{line.Number}: {line.Text.Trim()}";
        Assert.That(found, Is.Empty);
    }

    /// <summary>A count in groups of three, or of a collection, and a plural behind it; not where the line asks how many there are.</summary>
    [GeneratedRegex(@"^(?!.*== 1 \?).*\{(Quantity\.Count\([^{}""]*\)|Number\([^{}""]*\)|[\w.]*(Count|Operations|operations|Cases|cases)(:N0)?)\} (failed |live |page )?(objects|cases|mappings|allocations|operations|calls|threads|faults|points|reallocs|acquisitions)\b")]
    private static partial Regex Counted();
}
