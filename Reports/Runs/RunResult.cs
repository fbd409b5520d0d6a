using AllocSim.Reports.Contention;
using AllocSim.Reports.Measures;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Replay;

namespace AllocSim.Reports.Runs;

/// <summary>A finished run: what was run, what was recorded, and the one-row summary of it.</summary>
public sealed record RunResult
{
    /// <summary>What was run.</summary>
    public required RunDescription Description { get; init; }

    /// <summary>The summary.</summary>
    public required SummaryRow Summary { get; init; }

    /// <summary>The samples, by time.</summary>
    public required IReadOnlyList<TimelineSample> Timeline { get; init; }

    /// <summary>Bins at the peak and at the end.</summary>
    public required IReadOnlyList<BinRow> Bins { get; init; }

    /// <summary>Extents at the end.</summary>
    public required IReadOnlyList<ExtentRow> Extents { get; init; }

    /// <summary>How full each range of addresses was.</summary>
    public required AddressHeat Heat { get; init; }

    /// <summary>The parameters of the machine.</summary>
    public required MachineOptions Machine { get; init; }

    /// <summary>Where threads waited; null for a serial run.</summary>
    public ContentionReport? Contention { get; init; }

    /// <summary>Puts together what a recorder saw.</summary>
    /// <param name="description">What was run.</param>
    /// <param name="recorder">The recorder, finished.</param>
    /// <param name="machine">The machine after the run.</param>
    /// <param name="objects">The live objects after the run.</param>
    /// <param name="repairs">Repairs of the trace.</param>
    public static RunResult From(RunDescription description, RunRecorder recorder, SimMachine machine, ObjectTable objects, long repairs)
        => new()
        {
            Description = description,
            Summary = Summarise(description, recorder, machine, objects, repairs),
            Timeline = recorder.Samples,
            Bins = [.. BinRow.FromSnapshots("peak", recorder.PeakBins), .. BinRow.FromSnapshots("end", recorder.EndBins)],
            Extents = [.. recorder.EndExtents.Select(ExtentRow.From)],
            Heat = recorder.Heat,
            Machine = machine.Options,
        };

    private static SummaryRow Summarise(RunDescription description, RunRecorder recorder, SimMachine machine, ObjectTable objects, long repairs)
    {
        TimeAverages averages = recorder.Averages;
        TimelineSample end = recorder.Samples[^1];
        TimelineSample peak = recorder.Samples.MaxBy(sample => sample.RequestedBytes)!;
        return new SummaryRow
        {
            Trace = description.Trace,
            Policy = description.Policy,
            Conf = description.Conf,
            SizeClasses = description.SizeClasses,
            Operations = end.Operation,
            DurationNs = averages.DurationNs,
            SimulatedNs = averages.DurationNs,
            Repairs = repairs,
            FailedAllocations = objects.FailedCount,
            EndLiveObjects = objects.LiveCount,
            PeakRequestedBytes = averages.PeakRequestedBytes,
            PeakResidentBytes = averages.PeakResidentBytes,
            PeakLivePageBytes = averages.PeakLivePageBytes,
            PeakActiveBytes = recorder.Samples.Max(sample => sample.ActiveBytes),
            ResidentAtPeakBytes = averages.ResidentBytesAtPeak,
            MeanRequestedBytes = averages.MeanRequestedBytes,
            MeanResidentBytes = averages.MeanResidentBytes,
            MeanLivePageBytes = averages.MeanLivePageBytes,
            EndRequestedBytes = end.RequestedBytes,
            EndResidentBytes = end.TrueResidentBytes,
            EndActiveBytes = end.ActiveBytes,
            EndRetainedBytes = end.RetainedBytes,
            EndMetadataBytes = end.MetadataBytes,
            InternalFragmentationRatio = Lost(peak.RequestedBytes, peak.AllocatedBytes),
            ExternalFragmentationRatio = Lost(peak.AllocatedBytes, peak.ActiveBytes),
            PageFragmentationRatio = Lost(peak.LivePageBytes, peak.TrueResidentBytes),
            PeakOverheadRatio = averages.PeakRequestedBytes == 0 ? 0 : (averages.PeakResidentBytes / (double)averages.PeakRequestedBytes) - 1,
            PurgedPages = end.PurgedPages,
            MmapCalls = machine.Calls.Mmap,
            MunmapCalls = machine.Calls.Munmap,
            MadviseCalls = machine.Calls.Madvise,
            SbrkCalls = machine.Calls.Sbrk,
            PageFaults = machine.Pages.FaultCount,
        };
    }

    private static double Lost(ulong used, ulong of) => of == 0 ? 0 : 1 - (used / (double)of);
}
