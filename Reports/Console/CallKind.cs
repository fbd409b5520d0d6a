using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Console;

/// <summary>A call to the system, as runs are compared by it: fewer of one can mean more of another.</summary>
/// <param name="Name">What people call such calls.</param>
/// <param name="Column">Their column in summary.csv.</param>
/// <param name="Count">How many a run made.</param>
internal sealed record CallKind(string Name, string Column, Func<SummaryRow, long> Count)
{
    // A call costs about what a page fault does. What is less than this share of both together changes nothing that a reader would decide by.
    private const double Noticeable = 0.005;

    // Calls that stand in for those which are told are told too, however small a share they are: otherwise a run would seem to save calls. A handful of them stands in for nothing.
    private const double InPlace = 0.5;
    private const double Handful = 16;

    /// <summary>The kinds that summary.csv has, that one first which is told always.</summary>
    public static IReadOnlyList<CallKind> All { get; } =
    [
        new("madvise calls", "madvise_calls", s => s.MadviseCalls),
        new("mmap calls", "mmap_calls", s => s.MmapCalls),
        new("munmap calls", "munmap_calls", s => s.MunmapCalls),
        new("mprotect calls", "mprotect_calls", s => s.MprotectCalls),
        new("sbrk calls", "sbrk_calls", s => s.SbrkCalls),
    ];

    /// <summary>Whether two runs differ in them by half a percent or more of all calls and page faults of that run which has more, or by half or more of what they differ by in the kind that is told always and by more than a handful.</summary>
    public bool DiffersMuch(SummaryRow first, SummaryRow run)
    {
        (double difference, double told) = (Math.Abs(Count(first) - Count(run)), Math.Abs(All[0].Count(first) - All[0].Count(run)));
        return difference > 0 && (difference >= Noticeable * Math.Max(Work(first), Work(run)) || (told > 0 && difference >= Math.Max(InPlace * told, Handful)));
    }

    private static double Work(SummaryRow run) => All.Sum(kind => kind.Count(run)) + (double)run.PageFaults;
}
