using AllocSim.Workloads.Generators;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Verification;

/// <summary>What is compared with the real library when no trace is named: workloads by their descriptions, which are part of this program.</summary>
internal static class VerifyWorkloads
{
    private const string Prefix = "AllocSim.Cli.Verification.Models.";
    private const int ShortPart = 4;

    private static readonly (string Name, int Threads)[] All =
    [
        ("keep64", 2), ("pair64", 2), ("batch64", 2), ("mixed", 2), ("large", 2), ("prodcons", 2), ("batch64", 4), ("mixed", 4),
    ];

    // A calibration chooses by the others.
    private static readonly string[] Looks = ["pair64", "prodcons"];

    /// <summary>The workloads as traces.</summary>
    public static IEnumerable<InMemoryTrace> Load() => All.Select(each => Load(each.Name, each.Threads, 1));

    /// <summary>Those of so many threads, a quarter as long: enough for a share and a throughput.</summary>
    public static IEnumerable<InMemoryTrace> LoadShort(int threads) => All.Where(each => each.Threads == threads).Select(each => Load(each.Name, threads, ShortPart));

    /// <summary>Whether a workload is left out where a calibration chooses, for a look at what it chose.</summary>
    public static bool IsLook(string name) => Looks.Contains(name);

    private static InMemoryTrace Load(string name, int threads, int part)
    {
        using StreamReader text = new(typeof(VerifyWorkloads).Assembly.GetManifestResourceStream(Prefix + name + ".yaml")!);
        WorkloadModel model = WorkloadModel.Parse(text, name);
        using GeneratedTrace trace = new(model with { Threads = threads, Operations = model.Operations * threads / part });
        return InMemoryTrace.Load(trace);
    }
}
