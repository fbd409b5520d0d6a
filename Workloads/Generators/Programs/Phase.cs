using AllocSim.Workloads.Generators.Distributions;

namespace AllocSim.Workloads.Generators.Programs;

/// <summary>A stretch of a synthetic workload.</summary>
/// <param name="DurationNs">How long it lasts.</param>
/// <param name="IsIdle">Nothing is allocated; objects still die.</param>
/// <param name="SizeFactor">What sizes are multiplied by.</param>
/// <param name="LifetimeFactor">What lifetimes are multiplied by.</param>
/// <param name="Pause">Nanoseconds between a thread's allocations, in place of the description's; null keeps that.</param>
internal sealed record Phase(long DurationNs, bool IsIdle, double SizeFactor, double LifetimeFactor, IDistribution? Pause);
