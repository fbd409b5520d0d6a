using System.Xml.Linq;

namespace AllocSim.Tests.House;

/// <summary>Who may know whom: the table in docs/architecture.md.</summary>
[TestFixture]
internal sealed class ProjectEdgeTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Simulator"] = [],
        ["Allocator"] = ["Simulator"],
        ["Workloads"] = ["Simulator"],
        ["Reports"] = ["Simulator"],
        ["Cli"] = ["Simulator", "Allocator", "Workloads", "Reports"],
        ["Tests"] = ["Simulator", "Allocator", "Workloads", "Reports", "Cli", "Benchmarks"],
        ["Benchmarks"] = ["Simulator", "Allocator", "Workloads", "Reports", "Cli"],
    };

    [TestCaseSource(typeof(Repository), nameof(Repository.Projects))]
    public void AProject_RefersOnlyToWhatItMayUse(string project)
    {
        XDocument file = XDocument.Parse(Repository.Read($"{project}/{project}.csproj"));
        string[] references = [.. file.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')))];
        Assert.That(references.Except(Allowed[project]), Is.Empty);
    }

    [Test]
    public void EveryProject_IsInTheSolution_AndNoOther()
    {
        string solution = Repository.Read("Sim.sln");
        string[] files = [.. Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories).Select(p => Path.GetFileNameWithoutExtension(p)).Order(StringComparer.Ordinal)];
        Assert.That(files, Is.EqualTo(Repository.Projects.Order(StringComparer.Ordinal)));
        Assert.That(Repository.Projects.Where(p => !solution.Contains($"{p}\\{p}.csproj", StringComparison.Ordinal)), Is.Empty);
    }

    [TestCaseSource(typeof(Repository), nameof(Repository.Projects))]
    public void APackageVersion_StandsInOnePlace(string project)
    {
        XDocument file = XDocument.Parse(Repository.Read($"{project}/{project}.csproj"));
        Assert.That(file.Descendants("PackageReference").Where(p => p.Attribute("Version") is not null), Is.Empty);
    }
}
