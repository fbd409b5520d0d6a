using AllocSim.Reports.Measures;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Replay;

namespace AllocSim.Reports.Runs;

/// <summary>Puts the one row of summary.csv together.</summary>
internal static class RunSummary
{
    /// <summary>The row of a run.</summary>
    public static SummaryRow Of(RunDescription description, RunRecorder recorder, IReadOnlyList<TimelineSample> samples, SimMachine machine, ObjectTable objects)
    {
        TimeAverages averages = recorder.Averages;
        TimelineSample end = samples[^1];
        TimelineSample peak = samples.MaxBy(sample => sample.RequestedBytes)!;
        SummaryRow row = new()
        {
            Trace = description.Trace,
            Policy = description.Policy,
            Conf = description.Conf,
            SizeClasses = description.SizeClasses,
            Varied = description.Varied,
            Operations = end.Operation,
            DurationNs = averages.DurationNs,
            SimulatedNs = averages.DurationNs,
            FailedAllocations = objects.FailedCount,
            EndLiveObjects = objects.LiveCount,
            PeakRequestedBytes = averages.PeakRequestedBytes,
            PeakResidentBytes = averages.PeakResidentBytes,
            PeakLivePageBytes = averages.PeakLivePageBytes,
            PeakActiveBytes = samples.Max(sample => sample.ActiveBytes),
            ResidentAtPeakBytes = averages.ResidentBytesAtPeak,
            MeanRequestedBytes = averages.MeanRequestedBytes,
            MeanResidentBytes = averages.MeanResidentBytes,
            MeanLivePageBytes = averages.MeanLivePageBytes,
            EndRequestedBytes = end.RequestedBytes,
            EndResidentBytes = end.TrueResidentBytes,
            EndActiveBytes = end.ActiveBytes,
            EndRetainedBytes = end.RetainedBytes,
            EndMetadataBytes = end.MetadataBytes,
            PurgedPages = end.PurgedPages,
            MmapCalls = machine.Calls.Mmap,
            MunmapCalls = machine.Calls.Munmap,
            MadviseCalls = machine.Calls.Madvise,
            MprotectCalls = machine.Calls.Mprotect,
            SbrkCalls = machine.Calls.Sbrk,
            PageFaults = machine.Pages.FaultCount,
            PeakMappings = machine.Pages.PeakMappingCount,
            Purges = recorder.EndDecay.Aggregate(0UL, (sum, arena) => sum + arena.DirtyPurges + arena.MuzzyPurges),
            Extents = recorder.ExtentCounts.Total,
            ExtentReuseRatio = recorder.ExtentCounts.ReuseRatio,
            BlockedMerges = recorder.ExtentCounts.BlockedMerges,
            PeakSlopBytes = peak.SlopBytes,
            PeakCachedBytes = peak.CachedBytes,
            PageBytes = machine.PageSize,
            ReallocInPlaceCalls = recorder.ReallocInPlaceCalls,
            ReallocMovedCalls = recorder.ReallocMovedCalls,
        };
        row = WithRatios(row, averages, recorder.Ratios, peak);
        return recorder.Ratios is null ? row : WithTotals(row, recorder.Ratios.Totals);
    }

    private static SummaryRow WithRatios(SummaryRow row, TimeAverages averages, RatioAverages? ratios, TimelineSample peak) => row with
    {
        InternalFragmentationRatio = Lost(peak.RequestedBytes, peak.AllocatedBytes),
        ExternalFragmentationRatio = Lost(peak.AllocatedBytes, peak.ActiveBytes),
        PageFragmentationRatio = Lost(peak.LivePageBytes, peak.TrueResidentBytes),
        VirtualFragmentationRatio = Lost(peak.MappedBytes, peak.MappedBytes + peak.RetainedBytes),
        LivePageRatio = peak.ActiveBytes == 0 ? 0 : peak.LivePageBytes / (double)peak.ActiveBytes,
        PeakOverheadRatio = Over(averages.PeakResidentBytes, averages.PeakRequestedBytes),
        JohnstoneWilson1Ratio = ratios?.Overhead ?? 0,
        JohnstoneWilson2Ratio = Over(averages.ResidentBytesAtPeak, averages.PeakRequestedBytes),
        JohnstoneWilson3Ratio = Over(averages.PeakResidentBytes, averages.RequestedBytesAtResidentPeak),
        JohnstoneWilson4Ratio = Over(averages.PeakResidentBytes, averages.PeakRequestedBytes),
        MeanInternalFragmentationRatio = ratios?.InternalFragmentation ?? 0,
        MeanExternalFragmentationRatio = ratios?.ExternalFragmentation ?? 0,
        MeanPageFragmentationRatio = ratios?.PageFragmentation ?? 0,
        MeanVirtualFragmentationRatio = ratios?.VirtualFragmentation ?? 0,
        MeanLivePageRatio = ratios?.LivePages ?? 0,
    };

    private static SummaryRow WithTotals(SummaryRow row, TotalsRange totals) => row with
    {
        PeakAllocatedBytes = totals.Peak.AllocatedBytes,
        PeakActiveBytes = totals.Peak.ActiveBytes,
        PeakSaidResidentBytes = totals.Peak.ResidentBytes,
        PeakMappedBytes = totals.Peak.MappedBytes,
        PeakRetainedBytes = totals.Peak.RetainedBytes,
        PeakMetadataBytes = totals.Peak.MetadataBytes,
        PeakDirtyPages = totals.Peak.DirtyPages,
        PeakMuzzyPages = totals.Peak.MuzzyPages,
        MeanAllocatedBytes = totals.MeanAllocatedBytes,
        MeanActiveBytes = totals.MeanActiveBytes,
        MeanSaidResidentBytes = totals.MeanResidentBytes,
        MeanMappedBytes = totals.MeanMappedBytes,
        MeanRetainedBytes = totals.MeanRetainedBytes,
        MeanMetadataBytes = totals.MeanMetadataBytes,
    };

    private static double Lost(ulong used, ulong of) => of == 0 ? 0 : 1 - (used / (double)of);

    private static double Over(ulong held, ulong live) => live == 0 ? 0 : (held / (double)live) - 1;
}
