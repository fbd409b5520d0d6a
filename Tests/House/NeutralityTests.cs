using System.Text.RegularExpressions;

namespace AllocSim.Tests.House;

/// <summary>The program around the allocators knows none of them: their words stand nowhere but in Allocator.</summary>
[TestFixture]
internal sealed partial class NeutralityTests
{
    private static readonly string[] Projects = ["Simulator", "Reports", "Workloads", "Cli"];

    // Where an allocator's word is meant, and why.
    private static readonly string[] Exceptions =
    [
        "Cli/Policies/PolicyRegistry.cs", // The list of policies.
        "Cli/Harness/RealMachine.cs", // The loader's own tunables: room for a library's thread-local block.
        "Simulator/Machine/MachineEnvironment.cs", // A format: the oracle's environment.txt.
        "Simulator/Machine/ThreadBlocks.cs", // Where the C library puts a thread's block.
        "Workloads/Import/", "Workloads/Recorder/", // Names of formats and calls that recordings have.
        "Workloads/Generators/ProgramRegistry.cs", "Workloads/Generators/Programs/", // Benchmarks by their names.
    ];

    [Test]
    public void NoWordOfAnAllocator_StandsOutsideAllocator()
    {
        List<string> found = [];
        foreach (string path in Projects.SelectMany(Repository.SourceFiles).Select(path => path.Replace('\\', '/')).Where(path => !Exceptions.Any(exception => path.StartsWith(exception, StringComparison.Ordinal))))
        {
            string[] lines = Repository.Read(path).Split('\n');
            found.AddRange(lines.Select((line, i) => (Line: line, Number: i + 1)).Where(each => Word().IsMatch(each.Line)).Select(each => $"{path}:{each.Number}: {each.Line.Trim()}"));
        }

        Assert.That(found, Is.Empty);
    }

    [Test]
    public void EveryException_IsNeeded()
        => Assert.That(Exceptions.Where(exception => !Projects.SelectMany(Repository.SourceFiles).Any(path => path.Replace('\\', '/').StartsWith(exception, StringComparison.Ordinal) && Word().IsMatch(Repository.Read(path)))), Is.Empty);

    [GeneratedRegex("jemalloc|malloc_conf|muzzy|dirty_|decay|tcache|szind|arena|glibc|gperf|tcmalloc|mimalloc|phkmalloc|lkmalloc|fastbin", RegexOptions.IgnoreCase)]
    private static partial Regex Word();
}
