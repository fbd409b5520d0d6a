using AllocSim.Cli.Runs;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Replay;

namespace AllocSim.Cli.Inspection;

/// <summary>A replay that stops at chosen moments and is looked into there.</summary>
internal sealed class InspectedRun : IDisposable
{
    private readonly Policy _policy;
    private readonly Dictionary<AddressQuestion, QuestionWatch> _watches = [];

    /// <summary>Opens the replay, before its first operation.</summary>
    /// <param name="request">What is replayed; ready.</param>
    /// <param name="questions">Addresses and objects that will be asked about.</param>
    /// <param name="others">Who else watches.</param>
    public InspectedRun(RunRequest request, IReadOnlyList<AddressQuestion> questions, params IReadOnlyList<IReplayProbe> others)
    {
        _policy = request.Policy!;
        foreach (AddressQuestion question in questions)
        {
            _watches[question] = new QuestionWatch(question, Journal);
        }

        SimMachine machine = new(_policy.Adapt(request.Machine));
        Session = SessionOpener.Open(_policy, machine, request.Conf, new ReplayOptions { Touch = request.Touch, IsLenient = request.Reading.Lenient }, null, (_, _) => [Journal, .. _watches.Values, .. others]);
        Cursor = new TraceCursor(Session, request.OpenTrace());
        Journal.Cursor = Cursor;
    }

    /// <summary>The replay.</summary>
    public ReplaySession Session { get; }

    /// <summary>Where it stands.</summary>
    public TraceCursor Cursor { get; }

    /// <summary>The live objects.</summary>
    public ObjectJournal Journal { get; } = new();

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

    /// <inheritdoc/>
    public void Dispose() => Cursor.Dispose();
}
