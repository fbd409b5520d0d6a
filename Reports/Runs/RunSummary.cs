using AllocSim.Reports.Measures;
using AllocSim.Reports.Measures.Averages;
using AllocSim.Reports.Measures.Samples;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Machine;

namespace AllocSim.Reports.Runs;

/// <summary>Puts the one row of summary.csv together.</summary>
internal static class RunSummary
{
    /// <summary>The row of a run.</summary>
    public static SummaryRow Of(RunDescription description, Recording recording, IReadOnlyList<TimelineSample> samples, SimMachine machine)
    {
        TimeAverages averages = recording.Averages;
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
            FailedAllocations = recording.FailedAllocations,
            EndLiveObjects = recording.LiveObjects,
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
            Own = [.. recording.Figures.Select(figure => Own(figure, recording, samples))],
            MmapCalls = machine.Calls.Mmap,
            MunmapCalls = machine.Calls.Munmap,
            MadviseCalls = machine.Calls.Madvise,
            MprotectCalls = machine.Calls.Mprotect,
            SbrkCalls = machine.Calls.Sbrk,
            PageFaults = machine.Pages.FaultCount,
            PeakMappings = machine.Pages.PeakMappingCount,
            PeakSlopBytes = peak.SlopBytes,
            PeakCachedBytes = peak.CachedBytes,
            PageBytes = machine.PageSize,
            ReallocInPlaceCalls = recording.ReallocInPlaceCalls,
            ReallocMovedCalls = recording.ReallocMovedCalls,
        };
        row = WithRatios(row, averages, recording.Ratios, peak, recording.Measures);
        return recording.Ratios is null ? row : WithTotals(row, recording.Ratios.Totals, recording.Measures);
    }

    /// <summary>A figure of the policy's own. A peak is over every operation where totals were read at each, over the samples otherwise.</summary>
    private static OwnValue Own(OwnFigure figure, Recording recording, IReadOnlyList<TimelineSample> samples)
    {
        int gauge = IndexOf(figure.Gauge);
        IReadOnlyList<ulong> end = samples[^1].Own;
        TableCell value = figure.Kind switch
        {
            OwnFigureKind.Peak => recording.Ratios is { } ratios ? ratios.Totals.Peak.Own[gauge] : samples.Max(sample => sample.Own[gauge]),
            OwnFigureKind.End => end[gauge],
            _ => end[IndexOf(figure.Of)] is > 0 and var whole ? end[gauge] / (double)whole : 0.0,
        };
        return new OwnValue(figure.Name, value, figure.IsGivenBackPages);

        int IndexOf(string name) => recording.Gauges.Select(each => each.Name).ToList().IndexOf(name);
    }

    private static SummaryRow WithRatios(SummaryRow row, TimeAverages averages, RatioAverages? ratios, TimelineSample peak, HeapMeasures said) => row with
    {
        InternalFragmentationRatio = Lost(peak.RequestedBytes, peak.AllocatedBytes),
        ExternalFragmentationRatio = Lost(peak.AllocatedBytes, peak.ActiveBytes),
        PageFragmentationRatio = Lost(peak.LivePageBytes, peak.TrueResidentBytes)!.Value,
        VirtualFragmentationRatio = Lost(peak.MappedBytes, peak.MappedBytes + peak.RetainedBytes),
        LivePageRatio = peak.ActiveBytes == 0 ? 0 : peak.LivePageBytes / (double?)peak.ActiveBytes,
        PeakOverheadRatio = Over(averages.PeakResidentBytes, averages.PeakRequestedBytes),
        JohnstoneWilson1Ratio = ratios?.Overhead ?? 0,
        JohnstoneWilson2Ratio = Over(averages.ResidentBytesAtPeak, averages.PeakRequestedBytes),
        JohnstoneWilson3Ratio = Over(averages.PeakResidentBytes, averages.RequestedBytesAtResidentPeak),
        JohnstoneWilson4Ratio = Over(averages.PeakResidentBytes, averages.PeakRequestedBytes),
        MeanInternalFragmentationRatio = said.Value(HeapMeasures.Allocated, ratios?.InternalFragmentation ?? 0),
        MeanExternalFragmentationRatio = said.Value(HeapMeasures.Allocated | HeapMeasures.Active, ratios?.ExternalFragmentation ?? 0),
        MeanPageFragmentationRatio = ratios?.PageFragmentation ?? 0,
        MeanVirtualFragmentationRatio = said.Value(HeapMeasures.Mapped | HeapMeasures.Retained, ratios?.VirtualFragmentation ?? 0),
        MeanLivePageRatio = said.Value(HeapMeasures.Active, ratios?.LivePages ?? 0),
    };

    private static SummaryRow WithTotals(SummaryRow row, TotalsRange totals, HeapMeasures said) => row with
    {
        PeakAllocatedBytes = said.Value(HeapMeasures.Allocated, totals.Peak.AllocatedBytes),
        PeakActiveBytes = said.Value(HeapMeasures.Active, totals.Peak.ActiveBytes),
        PeakSaidResidentBytes = said.Value(HeapMeasures.Resident, totals.Peak.ResidentBytes),
        PeakMappedBytes = said.Value(HeapMeasures.Mapped, totals.Peak.MappedBytes),
        PeakRetainedBytes = said.Value(HeapMeasures.Retained, totals.Peak.RetainedBytes),
        PeakMetadataBytes = said.Value(HeapMeasures.Metadata, totals.Peak.MetadataBytes),
        MeanAllocatedBytes = said.Value(HeapMeasures.Allocated, totals.MeanAllocatedBytes),
        MeanActiveBytes = said.Value(HeapMeasures.Active, totals.MeanActiveBytes),
        MeanSaidResidentBytes = said.Value(HeapMeasures.Resident, totals.MeanResidentBytes),
        MeanMappedBytes = said.Value(HeapMeasures.Mapped, totals.MeanMappedBytes),
        MeanRetainedBytes = said.Value(HeapMeasures.Retained, totals.MeanRetainedBytes),
        MeanMetadataBytes = said.Value(HeapMeasures.Metadata, totals.MeanMetadataBytes),
    };

    private static double? Lost(ulong? used, ulong? of) => of == 0 ? 0 : 1 - (used / (double?)of);

    private static double Over(ulong held, ulong live) => live == 0 ? 0 : (held / (double)live) - 1;
}
