using AllocSim.Reports.Measures.Objects;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Reports.Measures.Heaps;

/// <summary>Records a heap at a few moments of a run of unknown length, so that recording stays a small part of the work.</summary>
/// <remarks>What a moment costs is counted in fields of rows, an object as a part of one. A moment is recorded when so many operations have passed that it may cost as much as it will, which is taken to be what the last one did.</remarks>
internal sealed class HeapMoments
{
    private const int MomentsMax = 16;
    private const long FieldsAtFirst = 50_000;
    private const long FieldsAnOperation = 1;
    private const int ObjectsAField = 4;

    private readonly SimMachine _machine;
    private readonly IViews _views;
    private readonly ObjectLedger _ledger;
    private long _spent;
    private long _lastCost;
    private long _next;

    /// <summary>Makes it; before the first operation.</summary>
    public HeapMoments(SimMachine machine, IViews views, Policy policy, ObjectLedger ledger)
    {
        _machine = machine;
        _views = views;
        _ledger = ledger;
        Recording = new HeapRecording(machine.PageSize, ViewsOf(policy.Views), MomentsMax);
    }

    /// <summary>What was recorded.</summary>
    public HeapRecording Recording { get; }

    /// <summary>The views that tell what lies at an address: who owns it, what a summary counts, and what can be told of its class.</summary>
    public static IReadOnlyList<ViewDeclaration> ViewsOf(IReadOnlyList<ViewDeclaration> all)
        => [.. all.Where(view => view.AddressColumn.Length > 0 ? view.OwnsAddresses || view.SummaryColumn.Length > 0 || view.RecordColumn.Length > 0 : view.Filters.Any(filter => filter.Option == "class"))];

    /// <summary>An operation has run and the next has not: records the heap if it may.</summary>
    /// <param name="index">The operation.</param>
    /// <param name="timeNs">When, on the trace's clock.</param>
    public void Offer(long index, long timeNs)
    {
        if (index >= _next && _spent + _lastCost <= FieldsAtFirst + (index * FieldsAnOperation))
        {
            Take(index, timeNs);
        }
    }

    /// <summary>The trace has ended with an operation: that moment is recorded in any case.</summary>
    public void Finish(long index, long timeNs)
    {
        if (index >= 0 && (Recording.Moments.Count == 0 || Recording.Moments[^1].Index != index))
        {
            Take(index, timeNs);
        }
    }

    private void Take(long index, long timeNs)
    {
        List<PageStateRun> states = [];
        _machine.Pages.ReadStates(states);
        long fields = Recording.Add(new RecordedMoment(index, timeNs, states), Read, _ledger.Recorded(), _ledger.LiveCount);
        _lastCost = fields + (_ledger.LiveCount / ObjectsAField);
        _spent += _lastCost;
        _next = index + Math.Max(1, index / MomentsMax);
    }

    private IReadOnlyList<TableCell[]> Read(ViewDeclaration view)
    {
        TableRows rows = new();
        _views.ReadView(view.Name, rows);
        return rows.All;
    }
}
