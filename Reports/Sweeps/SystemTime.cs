using AllocSim.Reports.Tables;
using AllocSim.Simulator.Costs;

namespace AllocSim.Reports.Sweeps;

/// <summary>Modelled time in the system: what a run's system calls and page faults cost together, so that they can be held against memory as one number.</summary>
public static class SystemTime
{
    /// <summary>Its column.</summary>
    public const string Column = "system_ns";

    /// <summary>Nanoseconds: each kind of call, each page that the policy says it gave back, and each fault (with the zeroing of a page) times its entry of the cost table. Pages that munmap drops are not charged.</summary>
    public static long Of(SummaryRow run, CostTable costs)
        => ((run.MmapCalls * costs.Picoseconds(CostKind.Mmap))
            + (run.MunmapCalls * costs.Picoseconds(CostKind.Munmap))
            + (run.MadviseCalls * costs.Picoseconds(CostKind.Madvise))
            + ((long)(run.GivenBackPages ?? 0) * costs.Picoseconds(CostKind.MadvisePage))
            + (run.MprotectCalls * costs.Picoseconds(CostKind.Mprotect))
            + (run.SbrkCalls * costs.Picoseconds(CostKind.Sbrk))
            + (run.PageFaults * (costs.Picoseconds(CostKind.PageFault) + costs.Picoseconds(CostKind.PageZero))))
            / CostTable.PicosecondsPerNs;
}
