using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;

namespace AllocSim.Cli.Calibration;

/// <summary>Usual orders of magnitude, set by hand: what a calibration starts from, and what it draws costs to that it cannot tell apart.</summary>
/// <remarks>Not the default table, which came out of a calibration: that would feed on itself.</remarks>
internal static class CostGuesses
{
    /// <summary>The table with the steps of a policy.</summary>
    public static CostTable For(Policy policy)
        => policy.CostSteps.Select((step, i) => (step, i)).Aggregate(Table.For(policy.CostSteps), (table, own) => table.With(CostKind.FirstOwn + own.i, own.step.GuessNs));

    /// <summary>The table.</summary>
    public static CostTable Table { get; } = CostTable.Zero.WithDefaultSteps()
        .With(CostKind.Malloc, 7).With(CostKind.Free, 7).With(CostKind.Realloc, 15).With(CostKind.Control, 500)
        .With(CostKind.Mmap, 1500).With(CostKind.Munmap, 1500).With(CostKind.MunmapPage, 100).With(CostKind.Madvise, 700).With(CostKind.MadvisePage, 100)
        .With(CostKind.Mprotect, 1000).With(CostKind.Sbrk, 1000).With(CostKind.PageFault, 500).With(CostKind.PageZero, 250)
        .With(CostKind.ZeroKib, 20).With(CostKind.CopyKib, 40).With(CostKind.Loop, 10).With(CostKind.Handover, 60).With(CostKind.ObjectNotice, 60).With(CostKind.ThreadExit, 5000)
        .With(CostKind.Lock, 10).With(CostKind.OwnerSwitch, 150).With(CostKind.SpunOn, 0).With(CostKind.SpinPoll, 40).With(CostKind.SpinNotice, 5)
        .With(CostKind.WakeUp, 50_000).With(CostKind.FutexWake, 1500).With(CostKind.ContextSwitch, 1500)
        .With(CostKind.TimeSlice, 3_000_000).With(CostKind.SleepGap, 1_000_000);
}
