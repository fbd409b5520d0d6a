using System.Globalization;
using System.Runtime;
using AllocSim.Cli.Inspection.Questions;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Progress;
using AllocSim.Cli.Runs;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Naming;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Inspection;

/// <summary>Takes commands from a person: goes through a trace, back and forth, and answers questions on the way.</summary>
internal sealed class HeapShell : IDisposable
{
    private const string Commands = "next [N] · back [N] · goto INDEX|peak|end · until free 0xADDRESS · who 0xADDRESS|obj:N · history 0xPAGE [end] · summary · snapshots · a view's name · help · quit";

    private readonly OperationSpool _spool;
    private readonly RunPool _pool;
    private readonly RunRequest _request;
    private readonly Inquiry _inquiry;
    private readonly Terminal _terminal;
    private readonly GCLatencyMode _latency = GCSettings.LatencyMode;
    private long _index;
    private long? _peak;

    /// <summary>Reads the trace and stands after its last operation.</summary>
    public HeapShell(RunRequest request, Inquiry inquiry, Terminal terminal)
    {
        _request = request;
        _inquiry = inquiry;
        _terminal = terminal;
        _spool = Told("reading", tell => OperationSpool.Of(new ToldTrace(request, tell)));
        _pool = new RunPool(request, _spool);
        _index = _spool.Count - 1;

        // A collection of all snapshots takes longer than a look; the pool makes one where memory ends. The setting is the process's, so only where a person waits.
        if (terminal.IsInteractive)
        {
            GCSettings.LatencyMode = GCLatencyMode.LowLatency;
        }
    }

    /// <summary>Obeys until quit or the end of the input.</summary>
    public void Run(TextReader input)
    {
        Say(FormattableString.Invariant($"{_spool.Count} {Quantity.Noun(_spool.Count, "operation")}; standing after the last. {Commands}"));
        while (true)
        {
            _terminal.Error.Write(FormattableString.Invariant($"({_index}) "));
            if (input.ReadLine() is not { } line || line.Trim() is "quit" or "exit")
            {
                return;
            }

            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0 && Obey(words) is { } complaint)
            {
                Say(complaint);
            }

            _terminal.Output.Flush();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_terminal.IsInteractive)
        {
            GCSettings.LatencyMode = _latency;
        }

        _pool.Dispose();
        _spool.Dispose();
    }

    private string? Obey(string[] words) => words switch
    {
        ["help"] => Commands + "; views: " + string.Join(", ", _request.Policy!.Views.Select(view => view.Name)),
        ["next"] => GoTo(_index + 1),
        ["back"] => GoTo(_index - 1),
        ["next", var count] => Number(count) is { } steps ? GoTo(_index + steps) : $"next {count}: expected a number of operations",
        ["back", var count] => Number(count) is { } steps ? GoTo(_index - steps) : $"back {count}: expected a number of operations",
        ["goto", var moment] => GoTo(moment),
        ["until", "free", var address] => AddressQuestion.TryReadAddress(address, out ulong value) ? UntilFree(value) : $"until free {address}: expected an address such as 0x7effffc00000",
        ["who", var asked] => AddressQuestion.TryRead(asked) is { } question ? Who(question) : $"who {asked}: expected an address such as 0x7effffc00000, or obj:N",
        ["history", var page, "end"] => AddressQuestion.TryReadAddress(page, out ulong value) ? History(value, _spool.Count - 1) : $"history {page}: expected an address such as 0x7effffc00000",
        ["history", var page] => AddressQuestion.TryReadAddress(page, out ulong value) ? History(value, _index) : $"history {page}: expected an address such as 0x7effffc00000",
        ["summary"] => GoTo(_index),
        ["snapshots"] => Snapshots(),
        [var name] when _request.Policy!.Views.FirstOrDefault(view => view.Name == name || view.Aliases.Contains(name)) is { } view => Show(view),
        _ => $"{words[0]}: expected {Commands}{NearestName.Question(words[0], ["next", "back", "goto", "until", "who", "history", "summary", "snapshots", "help", "quit", .. _request.Policy!.Views.Select(view => view.Name)])}",
    };

    private static long? Number(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    private string? GoTo(string moment)
    {
        if (Number(moment) is { } index)
        {
            return GoTo(index);
        }

        if (moment == "end")
        {
            return GoTo(_spool.Count - 1);
        }

        List<long> times = [];
        if (moment != "peak" && Units.TryParseDuration(moment, out long time) && time >= 0)
        {
            times.Add(time);
        }
        else if (moment != "peak")
        {
            return $"goto {moment}: expected the index of an operation, a time such as 1.5ms, peak or end";
        }

        try
        {
            return GoTo(moment == "peak"
                ? _peak ??= Told("looking for the peak of", tell => MomentSearch.Peak(_request, () => _spool.OpenTold(tell)))
                : MomentSearch.Resolve(new Moments([], times, false, false), _request, _spool.Open)[0]);
        }
        catch (UsageException e)
        {
            return e.Reasons[0].Replace("--at", "goto", StringComparison.Ordinal);
        }
    }

    private string? GoTo(long index)
    {
        if (index < 0 || index >= _spool.Count)
        {
            return FormattableString.Invariant($"there is no operation {index}: the trace has 0 to {_spool.Count - 1}");
        }

        _index = index;
        (_inquiry with { Questions = [], Views = [] }).Answer(_pool.At(index), _terminal);
        return null;
    }

    private string? UntilFree(ulong address)
    {
        (long index, bool isThere) = Told("going through", tell => FindFree(address, tell));
        if (index >= 0)
        {
            return GoTo(index);
        }

        return isThere
            ? FormattableString.Invariant($"nothing at 0x{address:x} is freed from here to the end")
            : FormattableString.Invariant($"no object lies at 0x{address:x} from here to the end");
    }

    /// <summary>The operation from here on that ends the object at an address, -1 for none; and whether an object lies there at the end.</summary>
    private (long Index, bool IsThere) FindFree(ulong address, Action<double> tell)
    {
        AddressQuestion question = new("", address, QuestionKind.Address);
        using InspectedRun run = new(_request, [question], () => _spool.OpenTold(tell));
        QuestionWatch watch = run.WatchOf(question);
        run.Cursor.RunTo(_index);
        while (run.Cursor.Index < _spool.Count - 1)
        {
            run.Cursor.RunTo(run.Cursor.Index + 1);
            if (watch.Block.End?.Operation == run.Cursor.Index)
            {
                return (run.Cursor.Index, true);
            }
        }

        return (-1, watch.Block is { End: null, Block.Address: not 0 });
    }

    private string? Who(AddressQuestion question)
    {
        InspectedRun here = _pool.At(_index);
        TracedBlock block = question.Kind == QuestionKind.Object ? here.Journal.Numbered(question.Value) : here.Journal.At(question.Value);
        if (block.Address != 0)
        {
            _inquiry.WriteAnswer(question, here, new AskedBlock(block, null), _terminal.Output);
            return null;
        }

        // What has ended is known to a replay that watched for it from the start.
        using InspectedRun run = Told("going through", tell =>
        {
            InspectedRun watched = new(_request, [question], () => _spool.OpenTold(tell));
            watched.Cursor.RunTo(_index);
            return watched;
        });
        _inquiry.WriteAnswer(question, run, run.WatchOf(question).Block, _terminal.Output);
        return null;
    }

    private string Snapshots()
    {
        (int count, long bytes) = _pool.Held();
        string bound = Quantity.Bytes(RunPool.BytesMax);
        return FormattableString.Invariant($"{count} of at most {RunPool.PausedMax} snapshots; the program holds {Quantity.Bytes(bytes)}, and places no more of them above {bound}");
    }

    private string? History(ulong address, long until)
    {
        ulong bytes = (ulong)_request.Machine.PageSize;
        InspectedRun? run = null;
        PageHistory history = new(address & ~(bytes - 1), bytes, () => run!);
        Told("going through", tell =>
        {
            using (run = new InspectedRun(_request, [], () => _spool.OpenTold(tell), [history]))
            {
                while (run.Cursor.Index < until)
                {
                    run.Cursor.RunTo(run.Cursor.Index + 1);
                    history.Look(run.Cursor.Index, run.Cursor.Thread);
                }
            }

            return until;
        });

        foreach (Fact fact in history.Facts)
        {
            _terminal.Output.WriteLine(fact);
        }

        string page = FormattableString.Invariant($"the page at 0x{address & ~(bytes - 1):x}");
        string up = until == _spool.Count - 1 ? "the end" : FormattableString.Invariant($"operation {until}");
        string more = until == _spool.Count - 1 ? "" : FormattableString.Invariant($"; history 0x{address:x} end goes on to the end");
        return history.Facts.Count == 0 ? $"nothing has happened to {page} up to {up}{more}" : $"{page} up to {up}{more}";
    }

    private string? Show(ViewDeclaration view)
    {
        (_inquiry with { Questions = [], Views = [new ViewQuery(view, [], 0, 0)] }).Answer(_pool.At(_index), _terminal);
        return null;
    }

    // Long work says how far it is.
    private T Told<T>(string what, Func<Action<double>, T> work)
    {
        WorkProgress progress = new(_terminal, what + " " + _request.TraceName);
        T done = work(progress.Tell);
        progress.Finish();
        return done;
    }

    private void Say(string text) => _terminal.Error.WriteLine(text);
}
