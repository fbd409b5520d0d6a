using System.Globalization;
using AllocSim.Cli.Inspection.Questions;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Runs;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Naming;

namespace AllocSim.Cli.Inspection;

/// <summary>Takes commands from a person: goes through a trace, back and forth, and answers questions on the way.</summary>
internal sealed class HeapShell : IDisposable
{
    private const string Commands = "next [N] · back [N] · goto INDEX|peak|end · until free 0xADDRESS · who 0xADDRESS|obj:N · history 0xPAGE · summary · a view's name · help · quit";

    private readonly OperationSpool _spool;
    private readonly RunPool _pool;
    private readonly RunRequest _request;
    private readonly Inquiry _inquiry;
    private readonly Terminal _terminal;
    private long _index;

    /// <summary>Reads the trace and stands after its last operation.</summary>
    public HeapShell(RunRequest request, Inquiry inquiry, Terminal terminal)
    {
        _request = request;
        _inquiry = inquiry;
        _terminal = terminal;
        _spool = OperationSpool.Of(request.OpenTrace());
        _pool = new RunPool(request, _spool);
        _index = _spool.Count - 1;
    }

    /// <summary>Obeys until quit or the end of the input.</summary>
    public void Run(TextReader input)
    {
        Say(FormattableString.Invariant($"{_spool.Count} operations; standing after the last. {Commands}"));
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
        ["history", var page] => AddressQuestion.TryReadAddress(page, out ulong value) ? History(value) : $"history {page}: expected an address such as 0x7effffc00000",
        ["summary"] => GoTo(_index),
        [var name] when _request.Policy!.Views.FirstOrDefault(view => view.Name == name || view.Aliases.Contains(name)) is { } view => Show(view),
        _ => $"{words[0]}: expected {Commands}{NearestName.Question(words[0], ["next", "back", "goto", "until", "who", "history", "summary", "help", "quit", .. _request.Policy!.Views.Select(view => view.Name)])}",
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
            return GoTo(MomentSearch.Resolve(new Moments([], times, moment == "peak", false), _spool.Open)[0]);
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
        AddressQuestion question = new("", address, QuestionKind.Address);
        using InspectedRun run = _pool.NewRun(question);
        QuestionWatch watch = run.WatchOf(question);
        run.Cursor.RunTo(_index);
        while (run.Cursor.RunTo(Math.Min(run.Cursor.Index + 1, _spool.Count - 1)) && run.Cursor.Index > _index)
        {
            if (watch.Block.HasEnded && watch.Block.EndOperation == run.Cursor.Index)
            {
                return GoTo(run.Cursor.Index);
            }

            if (run.Cursor.Index == _spool.Count - 1)
            {
                break;
            }
        }

        return watch.Block.Address == 0
            ? FormattableString.Invariant($"no object lies at 0x{address:x} from here to the end")
            : FormattableString.Invariant($"nothing at 0x{address:x} is freed from here to the end");
    }

    private string? Who(AddressQuestion question)
    {
        using InspectedRun run = _pool.NewRun(question);
        run.Cursor.RunTo(_index);
        (_inquiry with { Questions = [question], Views = [] }).Answer(run, _terminal);
        return null;
    }

    private string? History(ulong address)
    {
        ulong bytes = (ulong)_request.Machine.PageSize;
        InspectedRun? run = null;
        PageHistory history = new(address & ~(bytes - 1), bytes, () => run!.Session.Machine.Pages);
        using (run = new InspectedRun(_request, [], _spool.Open, [history]))
        {
            while (run.Cursor.Index < _index)
            {
                run.Cursor.RunTo(run.Cursor.Index + 1);
                history.Look(run.Cursor.Index, run.Cursor.Thread);
            }
        }

        foreach (Fact fact in history.Facts)
        {
            _terminal.Output.WriteLine(fact);
        }

        return history.Facts.Count == 0 ? FormattableString.Invariant($"nothing has happened to the page at 0x{address & ~(bytes - 1):x} up to here") : null;
    }

    private string? Show(ViewDeclaration view)
    {
        (_inquiry with { Questions = [], Views = [new ViewQuery(view, [], 0, 0)] }).Answer(_pool.At(_index), _terminal);
        return null;
    }

    private void Say(string text) => _terminal.Error.WriteLine(text);
}
