using AllocSim.Workloads.Generators;

namespace AllocSim.Cli.Forecasts;

/// <summary>A change of a fitted workload: what it is called, and the workload with it.</summary>
/// <param name="Name">What it is, in words.</param>
/// <param name="Change">The change.</param>
public sealed record ForecastStep(string Name, Func<WorkloadModel, WorkloadModel> Change)
{
    /// <summary>The steps of a forecast. A thread keeps its own pace in all of them but the one of twice the load.</summary>
    public static IReadOnlyList<ForecastStep> All { get; } =
    [
        new("one more thread", model => WithThreads(model, model.Threads + 1)),
        new("twice the threads", model => WithThreads(model, model.Threads * 2)),
        new("twice the load on each thread", model => model.AtPace(2) with { Operations = model.Operations * 2 }),
        new("twice as long", model => model with { Operations = model.Operations * 2 }),
    ];

    private static WorkloadModel WithThreads(WorkloadModel model, int threads) => model with { Threads = threads, Operations = model.Operations * threads / model.Threads };
}
