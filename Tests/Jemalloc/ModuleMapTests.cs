using System.Text.RegularExpressions;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Jemalloc;

[TestFixture]
public partial class ModuleMapTests
{
    [Test]
    public void EveryFileThatTheMapNamesExists()
    {
        var named = OurFile().Matches(Repository.Read("docs/jemalloc-map.md")).Select(m => m.Groups[1].Value).ToArray();
        Assert.That(named, Has.Length.GreaterThan(60));
        Assert.That(named.Where(f => !Exists(f) && !Exists("Allocator/Jemalloc/" + f)), Is.Empty);
    }

    private static bool Exists(string path) => File.Exists(Path.Combine(Repository.Root, path));

    [GeneratedRegex("`([A-Za-z/.]+\\.cs)`")]
    private static partial Regex OurFile();
}
