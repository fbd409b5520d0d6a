using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Inspection.Questions;

/// <summary>What is known about an address, an object or a record at one moment.</summary>
/// <param name="Facts">From the records outward: owner, object, what lies beside it, the page.</param>
/// <param name="IsFound">Whether something owns the address, the object lives, or there is such a record.</param>
internal sealed record AddressAnswer(IReadOnlyList<Fact> Facts, bool IsFound)
{
    /// <summary>Answers a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="run">The run, where it stands.</param>
    /// <param name="asked">The object that the question is about, or the last one at its address.</param>
    /// <param name="mapRoot">Address of the page map's root.</param>
    public static AddressAnswer Of(AddressQuestion question, InspectedRun run, in AskedBlock asked, ulong mapRoot)
    {
        List<Fact> facts = [];
        if (question.Kind == QuestionKind.Record)
        {
            AddRecord(facts, run, question.Value);
            return new AddressAnswer(facts, facts[0].Kind != "none");
        }

        if (question.Kind == QuestionKind.Object && asked.Block.Address == 0)
        {
            return new AddressAnswer([Absent(question.Value, run)], false);
        }

        ulong address = question.Kind == QuestionKind.Object ? asked.Block.Address : question.Value;
        bool isOwned = AddOwner(facts, run, address, mapRoot);
        AddObjects(facts, run, address, asked);
        AddPage(facts, run.Session.Machine.Pages, address);
        return new AddressAnswer(facts, isOwned && !(question.Kind == QuestionKind.Object && asked.End is not null));
    }

    /// <summary>Why an object has no place: no call makes it, or a later one does, or the allocator refused.</summary>
    private static Fact Absent(ulong number, InspectedRun run)
    {
        (string, FormattableString) which = ("object", $"{number}");
        if (run.MakerOf(number) is not var (index, call))
        {
            return Fact.Of("none", which, ("why", $"no call of the trace makes it; objects made so far: {run.Journal.MadeCount}"));
        }

        string why = index > run.Cursor.Index ? "not yet made" : "the call that was to make it returned null";
        return Fact.Of("none", which, ("why", $"{why}"), ("made_by", $"{NameOf(call.Kind)}"), ("operation", $"{index}"), ("thread", $"{call.Thread}"), ("time_ns", $"{call.TimeNs}"), ("size", $"{call.RequestedBytes}"));
    }

    private static string NameOf(OperationKind call) => call.ToString().ToLowerInvariant();

    private static void AddRecord(List<Fact> facts, InspectedRun run, ulong record)
    {
        foreach (ViewDeclaration view in run.Views.Where(view => view.RecordColumn.Length > 0))
        {
            int at = view.IndexOf(view.RecordColumn);
            facts.AddRange(run.Rows(view).Where(row => ViewCells.Number(row[at]) == record).Select(row => Fact.OfRow(view, row)));
        }

        if (facts.Count == 0)
        {
            facts.Add(Fact.Of("none", ("record", $"0x{record:x}"), ("why", $"no record in use has this address; --address says what lies there")));
        }
    }

    /// <summary>Adds the walk, or the rows of all views that hold the address; where nothing owns it what is nearest.</summary>
    private static bool AddOwner(List<Fact> facts, InspectedRun run, ulong address, ulong mapRoot)
    {
        IAddressWalk? walk = run.Session.Allocator as IAddressWalk;
        if (walk is not null)
        {
            using StringWriter lines = new();
            walk.WalkTo(lines, address, mapRoot);
            facts.AddRange(lines.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Fact.Parse));
        }

        bool isOwned = false;
        Fact? before = null;
        Fact? behind = null;
        ulong beforeEnd = 0;
        ulong behindStart = ulong.MaxValue;
        foreach (ViewDeclaration view in run.Views.Where(view => view.AddressColumn.Length > 0 && (view.OwnsAddresses || walk is null)))
        {
            foreach (TableCell[] row in run.Rows(view))
            {
                (ulong start, ulong bytes) = ViewQuery.RangeOf(view, row);
                if (unchecked(address - start) < bytes)
                {
                    isOwned |= view.OwnsAddresses;
                    if (walk is null)
                    {
                        facts.Add(Fact.OfRow(view, row));
                    }
                }
                else if (view.OwnsAddresses && start <= address && start + bytes > beforeEnd)
                {
                    (beforeEnd, before) = (start + bytes, Near("before", view, row, start, bytes));
                }
                else if (view.OwnsAddresses && start > address && start < behindStart)
                {
                    (behindStart, behind) = (start, Near("behind", view, row, start, bytes));
                }
            }
        }

        if (!isOwned)
        {
            // Whatever is mapped was mapped by the allocator: what no view shows is memory for its own records.
            bool isMapped = run.Session.Machine.Pages.StateAt(address) != PageState.Unmapped;
            facts.Add(Fact.Of("none", ("address", $"0x{address:x}"), ("why", $"{(isMapped ? "no view has it; the page is mapped, so that it is memory of the allocator's own" : "nothing of the allocator's owns it")}")));
            facts.AddRange(((Fact?[])[before, behind]).OfType<Fact>());
        }

        return isOwned;
    }

    private static Fact Near(string kind, ViewDeclaration view, TableCell[] row, ulong start, ulong bytes)
    {
        string what = view.SummaryColumn.Length > 0 ? row[view.IndexOf(view.SummaryColumn)].Text : "-";
        return Fact.Of(kind, ("view", $"{view.Name}"), ("start", $"0x{start:x}"), ("end", $"0x{start + bytes:x}"), ("state", $"{what}"));
    }

    private static void AddObjects(List<Fact> facts, InspectedRun run, ulong address, in AskedBlock asked)
    {
        TracedBlock before = run.Journal.Before(address);
        TracedBlock behind = run.Journal.Behind(address);
        TracedBlock here = before.Holds(address) ? before : default;
        if (asked is { End: not null, Block.Address: not 0 })
        {
            facts.Add(ObjectFact("freed", run, asked.Block, asked.End));
        }

        if (here.Address != 0)
        {
            facts.Add(ObjectFact("object", run, here, null));
            before = here.Address == 0 ? before : run.Journal.Before(here.Address - 1);
        }

        if (before.Address != 0)
        {
            facts.Add(ObjectFact("object_before", run, before, null));
        }

        if (behind.Address != 0)
        {
            facts.Add(ObjectFact("object_behind", run, behind, null));
        }
    }

    private static Fact ObjectFact(string kind, InspectedRun run, in TracedBlock block, BlockEnd? end)
    {
        List<(string, FormattableString)> fields =
        [
            ("address", $"0x{block.Address:x}"), ("size", $"{block.Size}"), ("number", $"{block.Number}"), ("operation", $"{block.Operation}"), ("thread", $"{block.Thread}"), ("time_ns", $"{block.TimeNs}"),
        ];
        fields.AddRange(end is not null
            ? [("freed_operation", $"{end.Operation}"), ("freed_thread", $"{end.Thread}"), ("freed_time_ns", $"{end.TimeNs}"), ("freed_by", $"{NameOf(end.Call)}")]
            : (List<(string, FormattableString)>)[("age_ns", $"{run.Session.Machine.TraceTimeNs - block.TimeNs}")]);
        if (end is { Successor: >= 0 })
        {
            fields.Add(("became", $"obj:{end.Successor}"));
        }

        if (block.Stack > 0)
        {
            fields.Add(("stack", $"{string.Join(" < ", run.Cursor.Frames(block.Stack))}"));
        }

        return Fact.Of(kind, [.. fields]);
    }

    private static void AddPage(List<Fact> facts, PageLayer pages, ulong address)
    {
        ulong page = address & ~((ulong)pages.PageSize - 1);
        facts.Add(Fact.Of("page", ("address", $"0x{page:x}"), ("state", $"{pages.StateAt(address)}"), ("accessible", $"{(pages.IsAccessible(address) ? 1 : 0)}"), ("huge", $"{(pages.IsHuge(address) ? 1 : 0)}")));
    }
}
