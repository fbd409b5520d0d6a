using AllocSim.Tests.Differential;
using AllocSim.Tests.House;
using AllocSim.Workloads.Files;

namespace AllocSim.Tests.Examples;

/// <summary>Every run of an example that the real library can do is done by it too: same addresses, same system calls, same statistics.</summary>
[TestFixture]
internal sealed class ExampleLibraryTests
{
    private static IEnumerable<TestCaseData> Runs => Example.All.SelectMany(example => example.Commands
        .Where(command => command.IsForTheLibrary)
        .SelectMany(command => command.OptionSets.Where(IsOneThreadAtATime).Select(conf => (command.Trace, conf, command.Cpus)))
        .Distinct()
        .Select(run => new TestCaseData(run.Trace, run.conf, run.Cpus)));

    // The library's own threads run at times of their own; the goldens named background-* hold them to the trace's clock.
    private static bool IsOneThreadAtATime(string conf) => !conf.Contains("background_thread:true", StringComparison.Ordinal);

    [TestCaseSource(nameof(Runs))]
    public void ARun_IsTheLibrarysToTheByte(string trace, string conf, int cpus)
        => RealLibraries.Check("jemalloc-5.3", () => TraceFile.Open(Path.Combine(Repository.Root, trace)), conf, cpus);
}
