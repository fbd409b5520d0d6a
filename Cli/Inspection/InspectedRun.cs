using System.Buffers;
using AllocSim.Cli.Inspection.Questions;
using AllocSim.Cli.Runs;
using AllocSim.Reports.Measures.Pages;
using AllocSim.Reports.Profiles;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Cli.Inspection;

/// <summary>A replay that stops at chosen moments and is looked into there.</summary>
internal sealed class InspectedRun : IDisposable
{
    private readonly Policy _policy;
    private readonly Func<ITraceSource> _open;
    private readonly Dictionary<AddressQuestion, QuestionWatch> _watches = [];

    /// <summary>Opens the replay, before its first operation.</summary>
    /// <param name="request">What is replayed; ready.</param>
    /// <param name="questions">Addresses and objects that will be asked about.</param>
    /// <param name="open">Opens the trace; null for as it is.</param>
    /// <param name="others">Who else watches; null for nobody.</param>
    /// <param name="isProfiled">Whether bytes are added up by call stack.</param>
    /// <param name="isMapped">Whether live bytes are counted by page.</param>
    /// <param name="leaves">Where the journal's leaves come from and go back to; null for nowhere.</param>
    public InspectedRun(RunRequest request, IReadOnlyList<AddressQuestion> questions, Func<ITraceSource>? open = null, IReadOnlyList<IReplayProbe>? others = null, bool isProfiled = false, bool isMapped = false,
        ArrayPool<TracedBlock>? leaves = null)
    {
        _policy = request.Policy!;
        Journal = new ObjectJournal(leaves);
        _open = open ?? request.OpenTrace;
        foreach (AddressQuestion question in questions)
        {
            _watches[question] = new QuestionWatch(question, Journal);
        }

        SimMachine machine = new(_policy.Adapt(request.Machine));
        Session = SessionOpener.Open(_policy, machine, request.Conf, new ReplayOptions { Touch = request.Touch, IsLenient = request.Reading.Lenient }, null, Watchers);
        Cursor = new TraceCursor(Session, _open());
        Journal.Cursor = Cursor;

        IReadOnlyList<IReplayProbe> Watchers(IAllocator allocator, ObjectTable objects)
        {
            Profile = isProfiled ? new HeapProfile(allocator, machine.PageSize, () => machine.CallStacks?.Current ?? 0) : null;
            Live = isMapped ? new LivePages(machine.PageSize) : null;
            return [Journal, .. _watches.Values, .. others ?? [], .. ((IReplayProbe?[])[Profile, Live]).OfType<IReplayProbe>()];
        }
    }

    /// <summary>Live bytes by page; null where nobody asked for them.</summary>
    public LivePages? Live { get; private set; }

    /// <summary>Bytes by call stack; null where nobody asked for them.</summary>
    public HeapProfile? Profile { get; private set; }

    /// <summary>The policy.</summary>
    public Policy Policy => _policy;

    /// <summary>The replay.</summary>
    public ReplaySession Session { get; }

    /// <summary>Where it stands.</summary>
    public TraceCursor Cursor { get; }

    /// <summary>The live objects.</summary>
    public ObjectJournal Journal { get; }

    /// <summary>The views that the policy declares.</summary>
    public IReadOnlyList<ViewDeclaration> Views => Session.Allocator is IViews ? _policy.Views : [];

    /// <summary>What was watched for a question.</summary>
    public QuestionWatch WatchOf(AddressQuestion question) => _watches[question];

    /// <summary>The rows of a view as they are now.</summary>
    public IReadOnlyList<TableCell[]> Rows(ViewDeclaration view)
    {
        TableRows rows = new();
        ((IViews)Session.Allocator).ReadView(view.Name, rows);
        return rows.All;
    }

    /// <summary>The call of the trace that makes an object, whether it has been made yet or not; null where no call does. Reads the trace from its start.</summary>
    /// <param name="number">The object's number in the trace.</param>
    public (long Index, Operation Call)? MakerOf(ulong number)
    {
        using ITraceSource trace = _open();
        OperationBatch batch = new();
        for (long first = 0; trace.TryRead(batch); first += batch.Count)
        {
            int place = Array.FindIndex(batch.Objects, 0, batch.Count, each => unchecked((ulong)each) == number);
            if (place >= 0)
            {
                return (first + place, batch.Operations[place]);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Cursor.Dispose();
        Journal.Dispose();
    }
}
