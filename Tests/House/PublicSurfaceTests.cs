using System.Reflection;
using AllocSim.Allocator.Glibc;
using AllocSim.Reports.Html;
using AllocSim.Simulator.Machine;
using AllocSim.Workloads.Files;

namespace AllocSim.Tests.House;

/// <summary>The public surface of the packages changes only on purpose: Tests/House/Surface has it, a file a package.</summary>
[TestFixture]
internal sealed class PublicSurfaceTests
{
    private static readonly Assembly[] Libraries = [typeof(SimMachine).Assembly, typeof(GlibcPolicy).Assembly, typeof(TraceFile).Assembly, typeof(ReportPage).Assembly];

    [TestCaseSource(nameof(Libraries))]
    public void ThePublicMembers_AreThoseThatAreWrittenDown(Assembly library)
    {
        string[] written = Repository.Read(FileOf(library)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] found = [.. PublicSurface.Of(library)];
        string[] differences = [.. found.Except(written).Select(line => "+ " + line), .. written.Except(found).Select(line => "- " + line)];
        Assert.That(differences, Is.Empty, $"{FileOf(library)}: when the change is meant, write it with: dotnet test Tests --filter Name=WriteDown -- NUnit.ExplicitMode=Relaxed");
        Assert.That(found, Is.EqualTo(written), "in this order");
    }

    [Test, Explicit("Writes the public surface down; what changed is for a person to read.")]
    public void WriteDown()
    {
        foreach (Assembly library in Libraries)
        {
            File.WriteAllText(Path.Combine(Repository.Root, FileOf(library)), string.Concat(PublicSurface.Of(library).Select(line => line + "\n")));
        }
    }

    private static string FileOf(Assembly library) => $"Tests/House/Surface/{library.GetName().Name}.txt";
}
