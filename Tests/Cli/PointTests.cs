using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Operations;

namespace AllocSim.Tests.Cli;

/// <summary>A point of a sweep keeps two samples and skips what no row has; its row is that of a run with all of them.</summary>
[TestFixture]
internal sealed class PointTests
{
    private static IEnumerable<string> Policies => PolicyRegistry.Standard.Names;

    [Test]
    public void ARow_IsTheSame_WhetherAllSamplesAreKept_OrOnlyThoseThatItNeeds([ValueSource(nameof(Policies))] string policy)
    {
        using TemporaryDirectory directory = new();
        Assert.That(CommandRun.Of("trace", "generate", "production-mix", directory["t.txt"], "--operations", "20000", "--seed", "5").ExitCode, Is.Zero);
        foreach (TouchMode touch in Enum.GetValues<TouchMode>())
        {
            RunRequest request = new() { TracePath = directory["t.txt"], Policy = PolicyRegistry.Standard.Find(policy)!, Touch = touch };
            request = request.Decode();
            Assert.That(Row(request, isRowOnly: true), Is.EqualTo(Row(request, isRowOnly: false)));
        }
    }

    private static string[] Row(RunRequest request, bool isRowOnly)
    {
        SummaryRow row = RecordedReplay.Run(request, new ReplayOutputs { Depth = RecordingDepth.Averages, IsRowOnly = isRowOnly }).Summary;
        return [.. AllocSim.Cli.Sweeps.SummaryColumns.Values(row, [request.Policy!])];
    }
}
