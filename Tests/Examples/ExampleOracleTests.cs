using AllocSim.Simulator.Machine;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;
using AllocSim.Tests.Jemalloc.Differential;
using AllocSim.Workloads;
using AllocSim.Workloads.Sinks;
using AllocSim.Workloads.Sources;

namespace AllocSim.Tests.Examples;

/// <summary>Every run of an example that the real library can do is done by it too: same addresses, same system calls, same statistics. Needs the oracle, which ALLOCSIM_ORACLE names.</summary>
[TestFixture]
internal sealed class ExampleOracleTests
{
    private static IEnumerable<TestCaseData> Runs => Example.All.SelectMany(example => example.Commands
        .Where(command => command.IsForTheOracle)
        .SelectMany(command => command.OptionSets.Where(IsOneThreadAtATime).Select(conf => (command.Trace, conf, command.Cpus)))
        .Distinct()
        .Select(run => new TestCaseData(run.Trace, run.conf, run.Cpus)));

    // The oracle cannot wake the library's own threads by its clock; the goldens named background-* were made by one that can.
    private static bool IsOneThreadAtATime(string conf) => !conf.Contains("background_thread:true", StringComparison.Ordinal);

    [TestCaseSource(nameof(Runs))]
    public void ARun_IsTheLibrarysToTheByte(string trace, string conf, int cpus)
    {
        Oracle? oracle = Oracle.Find(out string missing);
        if (oracle is null)
        {
            Assert.Ignore(missing);
        }

        using TemporaryDirectory folder = new();
        string text = folder["trace.txt"];
        using (IOriginTrace source = TraceFile.Open(Path.Combine(Repository.Root, trace)))
        using (ITraceSink sink = TraceOutput.Create(text, source.Origin))
        {
            TraceOutput.Copy(source, sink);
        }

        RunFiles? real = oracle!.Replay(text, conf, cpus, folder["oracle"], out string problem);
        Assert.That(real, Is.Not.Null, problem);
        MachineOptions machine = MachineEnvironment.Read(folder["oracle", "environment.txt"]).Machine;
        Assert.That(SimulatedRun.Replay(TraceFile.Open(text), conf, machine).DifferencesFrom(real!), Is.Empty);
    }
}
