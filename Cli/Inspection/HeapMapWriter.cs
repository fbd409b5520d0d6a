using AllocSim.Cli.Runs;
using AllocSim.Reports.Html;
using AllocSim.Reports.Maps;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Cli.Inspection;

/// <summary>Makes the page with the map of the address space over the whole run.</summary>
internal static class HeapMapWriter
{
    private const int MomentsMax = 32;

    /// <summary>Writes the page: 32 moments evenly over the operations, the one with most bytes requested, and the last.</summary>
    public static void Write(Stream output, RunRequest request)
    {
        using OperationSpool spool = OperationSpool.Of(request.OpenTrace());
        int even = (int)Math.Min(MomentsMax, spool.Count);
        IEnumerable<long> peak = spool.Count == 0 ? [] : MomentSearch.Resolve(new Moments([], [], true, false), spool.Open);
        using InspectedRun run = new(request, [], spool.Open);
        ViewDeclaration[] views = [.. run.Views.Where(view => view.AddressColumn.Length > 0 || view.Filters.Any(filter => filter.Option == "class"))];
        HeapRecording recording = new(run.Session.Machine.Pages.PageSize, views);
        List<(ulong Start, ulong End)> all = [];
        foreach (long moment in Enumerable.Range(1, even).Select(part => (spool.Count * part / even) - 1).Concat(peak).Distinct().Order())
        {
            run.Cursor.RunTo(moment);
            List<PageStateRun> states = [];
            run.Session.Machine.Pages.ReadStates(states);
            all = HeapFilm.Join([.. all, .. states.Select(each => (each.Start, each.End))]);
            recording.Add(moment, run.Session.Machine.TraceTimeNs, states, run.Rows, run.Journal.Live.Select(Recorded), run.Cursor.Frames);
        }

        string conf = request.Conf.Length == 0 ? "default options" : request.Conf;
        HeapMapPage.Write(output, Path.GetFileName(request.TracePath), $"{request.Policy!.Name}, {conf} · the heap at moments of the run", recording, MapLayout.Of(all, run.Session.Machine.Pages.PageSize), RunRequest.Version);
    }

    private static RecordedObject Recorded(TracedBlock block) => new(block.Address, block.Size, block.Number, block.Operation, block.Thread, block.TimeNs, block.Stack);
}
