using AllocSim.Cli.Runs;
using AllocSim.Reports.Html;
using AllocSim.Reports.Maps;
using AllocSim.Reports.Measures.Heaps;
using AllocSim.Simulator.Allocation.Views;

namespace AllocSim.Cli.Inspection.Pictures;

/// <summary>Makes the page with the map of the address space over the whole run.</summary>
internal static class HeapMapWriter
{
    private const int MomentsMax = 32;

    // About what part of the time it takes to read the trace, and to find its peak.
    private const double ReadingShare = 0.1;
    private const double PeakShare = 0.2;

    /// <summary>Writes the page: 32 moments evenly over the operations, the one with most bytes requested, and the last.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="request">The run.</param>
    /// <param name="tell">Told how far the work is, from 0 to 1.</param>
    public static void Write(Stream output, RunRequest request, Action<double> tell)
    {
        using OperationSpool spool = OperationSpool.Of(new ToldTrace(request, share => tell(share * ReadingShare)));
        long peak = spool.Count == 0 ? -1 : MomentSearch.Peak(request, () => spool.OpenTold(share => tell(ReadingShare + (share * PeakShare))));
        ViewDeclaration[] views = [.. request.Policy!.Views.Where(view => view.AddressColumn.Length > 0 || view.Filters.Any(filter => filter.Option == "class"))];
        HeapRecording recording = HeapRecorder.Of(request, () => spool.OpenTold(share => tell(ReadingShare + PeakShare + (share * (1 - ReadingShare - PeakShare)))), views, HeapRecorder.Evenly(spool.Count, MomentsMax), (peak, spool.Count - 1), null);
        string conf = request.Conf.Length == 0 ? "default options" : request.Conf;
        HeapMapPage.Write(output, Path.GetFileName(request.TracePath), $"{request.Policy.Name}, {conf} · the heap at moments of the run", PackedHeap.Of(recording), RunRequest.Version);
    }
}
