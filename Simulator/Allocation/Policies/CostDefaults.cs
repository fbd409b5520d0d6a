using AllocSim.Simulator.Costs;

namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>The table that is used when none is given: measured on one machine. How, and how sure each figure is, is in docs/costs.md.</summary>
public static class CostDefaults
{
    /// <summary>The table with the steps of a policy.</summary>
    public static CostTable For(Policy policy) => Table.For(policy.CostSteps);

    /// <summary>The table.</summary>
    public static CostTable Table { get; } = CostTable.Zero.WithDefaultSteps()
        .With(CostKind.Malloc, 1.63m).With(CostKind.Free, 2.84m).With(CostKind.Realloc, 28.05m).With(CostKind.Control, 112.4m)
        .With(CostKind.Mmap, 4145).With(CostKind.Munmap, 3108).With(CostKind.MunmapPage, 62.28m).With(CostKind.Madvise, 2316).With(CostKind.MadvisePage, 76.87m)
        .With(CostKind.Mprotect, 3308).With(CostKind.Sbrk, 1634).With(CostKind.PageFault, 1824).With(CostKind.PageZero, 581)
        .With(CostKind.ZeroKib, 11.86m).With(CostKind.CopyKib, 13.97m).With(CostKind.Loop, 3.33m).With(CostKind.Handover, 1.8m).With(CostKind.ObjectNotice, 53.79m).With(CostKind.ThreadExit, 13_513)
        .With(CostKind.Lock, 17.37m).With(CostKind.OwnerSwitch, 55.63m).With(CostKind.SpunOn, 120).With(CostKind.SpinPoll, 27.34m).With(CostKind.SpinNotice, 1)
        .With(CostKind.WakeUp, 20_406).With(CostKind.FutexWake, 11_788).With(CostKind.ContextSwitch, 2569)
        .With(CostKind.TimeSlice, 3_000_000).With(CostKind.SleepGap, 1_000_000);
}
