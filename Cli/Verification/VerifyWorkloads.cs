using AllocSim.Workloads.Generators;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Verification;

/// <summary>What is compared with the real library when no trace is named: workloads by their descriptions, which are part of this program.</summary>
internal static class VerifyWorkloads
{
    private const string Prefix = "AllocSim.Cli.Verification.Models.";

    private static readonly (string Name, int Threads)[] All =
    [
        ("keep64", 2), ("pair64", 2), ("batch64", 2), ("mixed", 2), ("large", 2), ("prodcons", 2), ("batch64", 4), ("mixed", 4),
    ];

    /// <summary>The workloads as traces.</summary>
    public static IEnumerable<InMemoryTrace> Load()
    {
        foreach ((string name, int threads) in All)
        {
            using StreamReader text = new(typeof(VerifyWorkloads).Assembly.GetManifestResourceStream(Prefix + name + ".yaml")!);
            WorkloadModel model = WorkloadModel.Parse(text, name);
            using GeneratedTrace trace = new(model with { Threads = threads, Operations = model.Operations * threads });
            yield return InMemoryTrace.Load(trace);
        }
    }
}
