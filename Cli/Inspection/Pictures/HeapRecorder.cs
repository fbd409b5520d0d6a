using AllocSim.Cli.Runs;
using AllocSim.Reports.Maps;
using AllocSim.Reports.Measures.Heaps;
using AllocSim.Reports.Runs;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Inspection.Pictures;

/// <summary>Records a heap in a replay of its own: at moments evenly over the operations, at the peak of requested bytes and at the end.</summary>
/// <remarks>
/// What a moment costs is counted in fields of rows, an object as a part of one. Where an allowance is kept, an even moment that would cost more than is left, taken to cost what the last one did,
/// is left out; the peak and the end are there in any case.
/// </remarks>
internal static class HeapRecorder
{
    private const int MomentsOfARun = 16;
    private const long FieldsAtFirst = 50_000;
    private const long FieldsAnOperation = 1;
    private const int ObjectsAField = 4;

    /// <summary>Records what the page of a run shows: the views that tell what lies at an address, and not more than a small part of the work.</summary>
    /// <param name="request">The run; ready.</param>
    /// <param name="run">What it has left, everything recorded.</param>
    /// <param name="tell">Told how far the work is, from 0 to 1.</param>
    /// <returns>The heap, packed; null where there is nothing to show.</returns>
    public static byte[]? OfARun(RunRequest request, RunResult run, Action<double> tell)
    {
        long count = run.Summary.Operations;
        ViewDeclaration[] views = [.. request.Policy!.Views.Where(TellsWhatLiesThere)];
        return count == 0 || views.Length == 0
            ? null
            : PackedHeap.Of(Of(request, () => new ToldTrace(request, tell), views, Evenly(count, MomentsOfARun), (run.PeakOperation, count - 1), FieldsAtFirst));
    }

    /// <summary>Indices of operations, evenly over a trace and with its last.</summary>
    public static IEnumerable<long> Evenly(long operations, int moments)
    {
        int parts = (int)Math.Min(moments, operations);
        return Enumerable.Range(1, parts).Select(part => (operations * part / parts) - 1);
    }

    /// <summary>Records a heap.</summary>
    /// <param name="request">The run; ready.</param>
    /// <param name="open">Opens its trace.</param>
    /// <param name="views">The views whose rows are kept.</param>
    /// <param name="even">Moments, in order.</param>
    /// <param name="always">The peak and the end.</param>
    /// <param name="fieldsAtFirst">Fields that all moments together may cost, and one more for each operation; null for no bound.</param>
    public static HeapRecording Of(RunRequest request, Func<ITraceSource> open, IReadOnlyList<ViewDeclaration> views, IEnumerable<long> even, (long Peak, long End) always, long? fieldsAtFirst)
    {
        using InspectedRun run = new(request, [], open);
        HeapRecording recording = new(run.Session.Machine.PageSize, run.Views.Count == 0 ? [] : views);
        (long spent, long last) = (0, 0);
        foreach (long moment in even.Append(always.Peak).Append(always.End).Distinct().Order())
        {
            bool isPeak = moment == always.Peak;
            if (isPeak || moment == always.End || fieldsAtFirst is not { } first || spent + last <= first + (moment * FieldsAnOperation))
            {
                run.Cursor.RunTo(moment);
                last = Add(recording, run, isPeak);
                spent += last;
            }
        }

        recording.Name(each => each.Stack, number => string.Join(" < ", run.Cursor.Frames(number)));
        return recording;
    }

    private static long Add(HeapRecording recording, InspectedRun run, bool isPeak)
    {
        List<PageStateRun> states = [];
        run.Session.Machine.Pages.ReadStates(states);
        long live = run.Session.Objects.LiveCount;
        RecordedMoment moment = new(run.Cursor.Index, run.Session.Machine.TraceTimeNs, states, isPeak);
        return recording.Add(moment, run.Rows, run.Journal.Recorded(), live) + (live / ObjectsAField);
    }

    // Who owns an address, what a summary counts, and what can be told of its class.
    private static bool TellsWhatLiesThere(ViewDeclaration view)
        => view.AddressColumn.Length > 0 ? view.OwnsAddresses || view.SummaryColumn.Length > 0 || view.RecordColumn.Length > 0 : view.Filters.Any(filter => filter.Option == "class");
}
