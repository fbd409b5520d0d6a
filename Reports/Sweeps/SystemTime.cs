using AllocSim.Reports.Tables;
using AllocSim.Simulator.Costs;

namespace AllocSim.Reports.Sweeps;

/// <summary>Modelled time in the system: what a run's system calls and page faults cost together, so that they can be held against memory as one number.</summary>
public static class SystemTime
{
    /// <summary>Its column.</summary>
    public const string Column = "system_ns";

    /// <summary>Nanoseconds: each kind of call, each purged page and each fault (with the zeroing of a page) times its entry of the cost table. Pages that munmap drops are not charged.</summary>
    public static long Of(SummaryRow run, CostTable costs)
        => (run.MmapCalls * costs[CostKind.Mmap])
            + (run.MunmapCalls * costs[CostKind.Munmap])
            + (run.MadviseCalls * costs[CostKind.Madvise])
            + ((long)run.PurgedPages * costs[CostKind.MadvisePage])
            + (run.SbrkCalls * costs[CostKind.Sbrk])
            + (run.PageFaults * (costs[CostKind.PageFault] + costs[CostKind.PageZero]));
}
