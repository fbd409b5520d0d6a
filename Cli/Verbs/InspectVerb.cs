using System.CommandLine;
using AllocSim.Cli.Inspection;
using AllocSim.Cli.Inspection.Pictures;
using AllocSim.Cli.Inspection.Questions;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Progress;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Verbs.Syntax;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Naming;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim inspect</c>: the heap as a debugger would see it, at chosen moments of a trace.</summary>
public sealed class InspectVerb : Verb
{
    private readonly RunSyntax _run;
    private readonly ViewSyntax _views;
    private readonly PolicyRegistry _policies;
    private readonly Option<string?> _at;
    private readonly Option<string?> _dump;
    private readonly Option<string?> _profile;
    private readonly Option<string?> _mapRoot;
    private readonly Option<string?> _out;
    private readonly Option<string[]> _addresses = new("--address", "--find-extent") { Description = "Show what is at this address (0x…), or at object N of the trace (obj:N): the walk to its owner, the record, the object and its neighbours. May be repeated.", HelpName = "A", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string[]> _records = new("--extent-info", "--record") { Description = "Show the record at this address. May be repeated.", HelpName = "RECORD", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _colours;
    private readonly Option<string?> _film;
    private readonly Option<string?> _page;
    private readonly Option<bool> _json;
    private readonly Option<bool> _geometry;

    /// <summary>Makes the verb.</summary>
    public InspectVerb(PolicyRegistry policies)
        : base("inspect", "Show the heap after any operation of a trace, as a debugger would (heap, find extent, extent info). In a terminal and without other options it takes commands: next, back, goto, until, who, history.")
    {
        _policies = policies;
        _run = new RunSyntax(policies, Command, needsTrace: false);
        _at = Value("--at", "When to look: the index of an operation (from 0), a time such as 1.5ms, peak or end (end).", "MOMENT[,…]");
        Command.Add(_addresses);
        Command.Add(_records);
        _views = new ViewSyntax(policies, Command);
        _json = Flag("--json", "Write JSON instead of text, one object per line.");
        _out = Value("--out", "Write each view to VIEW-INDEX.csv in this directory instead of the terminal.", "DIR");
        _colours = Value("--colours", "What the colours of --map FILE.png and --film say: full, what is behind the pages and how full they are; pages, what is behind them; or a choice among the rows of the policy's views: " + string.Join(", ", policies.All.SelectMany(MapPainter.WordsOf).Distinct().Skip(2)) + " (full).", "WORD");
        _film = Value("--film", "Write the map of the address space over the whole run as an animated PNG of a hundred moments.", "FILE.png");
        _page = Value("--page", "Write an HTML page with the map of the address space. A slider goes over 32 moments of the run, the peak and the end; a click on a cell shows its records, objects and call stacks.", "FILE.html");
        _dump = Value("--dump", "Write every record at each moment to inspect-INDEX.txt in this directory.", "DIR");
        _profile = Value("--profile", "Write who has bytes and who keeps unused bytes from being given back, at each moment and over time, by call stack, thread and size class. The files in this directory are profile-INDEX.heap, .folded, .speedscope.json, .pb.gz and .csv.", "DIR");
        _mapRoot = Value("--map-root", "Address of the page map's root. It is a variable of the library, and the only value that does not follow from the run (0).", "ADDRESS");
        _geometry = Flag("--geometry", "Print the constants of the page map and the fields of the record for the usual address widths and page sizes.");
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        RunRequest request = _run.Read(arguments);
        if (arguments.Has(_geometry))
        {
            return WriteGeometry(request, arguments, terminal);
        }

        Inquiry inquiry = new()
        {
            Questions = [.. arguments.Texts(_addresses).Select(text => AddressQuestion.Read(text, arguments)), .. arguments.Texts(_records).Select(text => AddressQuestion.ReadRecord(text, arguments))],
            Views = request.Policy is { } policy ? _views.Read(arguments, policy) : [],
            IsJson = arguments.Has(_json),
            MapRoot = ReadMapRoot(arguments),
            Colours = request.Policy is { } coloured ? ReadColours(arguments, coloured) : MapPainter.Full,
        };
        string? picture = _views.ReadPicture(arguments);
        Moments moments = Moments.Read(arguments.Text(_at) ?? "end", "--at", arguments);
        Check(request, inquiry, arguments);
        arguments.ThrowIfWrong();
        request = request.Ready();
        if (IsConversation(arguments, inquiry, terminal))
        {
            using HeapShell shell = new(request, inquiry, terminal);
            shell.Run(terminal.Input!);
            return ExitCode.Done;
        }

        using OutputSet outputs = new();
        inquiry = inquiry with
        {
            DumpFolder = arguments.Text(_dump) is { } dump ? outputs.Addition(dump) : null,
            ProfileFolder = arguments.Text(_profile) is { } profiles ? outputs.Addition(profiles) : null,
            OpenPicture = picture is null ? null : index => outputs.File(moments.Count == 1 ? picture : FormattableString.Invariant($"{picture[..^4]}-{index}{picture[^4..]}")),
            TableFolder = arguments.Text(_out) is { } tables ? outputs.Addition(tables) : null,
        };
        if (arguments.Text(_film) is { } film)
        {
            WorkProgress filming = new(terminal, "filming " + request.TraceName);
            HeapFilm.Write(outputs.File(film), request, inquiry.Colours, filming.Tell);
            filming.Finish();
        }

        if (arguments.Text(_page) is { } page)
        {
            WorkProgress mapping = new(terminal, "mapping " + request.TraceName);
            HeapMapWriter.Write(outputs.File(page), request, mapping.Tell);
            mapping.Finish();
        }

        int exit = (arguments.Text(_film) ?? arguments.Text(_page)) is not null && arguments.Text(_at) is null && inquiry.IsNothing ? ExitCode.Done : Look(request, moments, inquiry, terminal);
        outputs.Commit();
        return exit;
    }

    /// <summary>Whether a person sits at a terminal and has asked for nothing yet.</summary>
    private bool IsConversation(Arguments arguments, Inquiry inquiry, Terminal terminal)
        => terminal.Input is not null && inquiry.Questions.Count == 0 && inquiry.Views.Count == 0 && arguments.Text(_at) is null && arguments.Text(_dump) is null && arguments.Text(_profile) is null && arguments.Text(_film) is null && arguments.Text(_page) is null && _views.ReadPicture(arguments) is null;

    /// <summary>Whether anything is asked or written that needs a trace, views aside.</summary>
    private bool IsAsked(Arguments arguments)
        => ((Option[])[_at, _addresses, _records, _dump, _profile, _film, _page, _mapRoot, _colours]).Any(arguments.IsGiven);

    private int WriteGeometry(RunRequest request, Arguments arguments, Terminal terminal)
    {
        TableData? table = request.Policy?.MapGeometry;
        if (request.TracePath.Length > 0 || IsAsked(arguments) || _views.IsGiven(arguments))
        {
            arguments.AddError("--geometry is no question about a trace: it goes with --policy, --json and --out alone");
        }

        if (request.Policy is { } policy && table is null)
        {
            arguments.AddError($"--geometry: {policy.Name} declares no constants of a page map; {string.Join(", ", _policies.All.Where(each => each.MapGeometry is not null).Select(each => each.Name))} do");
        }

        arguments.ThrowIfWrong();
        using OutputSet outputs = new();
        if (arguments.Text(_out) is { } folder)
        {
            using FileStream file = File.Create(Path.Combine(outputs.Addition(folder), table!.Name + ".csv"));
            CsvTable.Write(file, table);
        }
        else if (arguments.Has(_json))
        {
            FactWriter.WriteJson(terminal.Output, table!);
        }
        else
        {
            request.Policy!.WriteMapGeometry(terminal.Output);
        }

        outputs.Commit();
        return ExitCode.Done;
    }

    private void Check(RunRequest request, Inquiry inquiry, Arguments arguments)
    {
        if (request.TracePath.Length == 0)
        {
            arguments.AddError("the trace is missing");
        }

        if (request.Contended is not null)
        {
            arguments.AddError("inspect needs --timing serial");
        }

        if (arguments.Text(_out) is not null && !_views.IsViewGiven(arguments))
        {
            arguments.AddError("--out writes views: name one, such as " + string.Join(", ", request.Policy?.Views.Select(view => "--" + view.Name) ?? []));
        }

        bool isPrinted = inquiry.Questions.Count > 0 || _views.IsViewGiven(arguments);
        bool isSilent = arguments.IsGiven(_dump) || arguments.IsGiven(_profile) || _views.ReadPicture(arguments) is not null || ((arguments.IsGiven(_film) || arguments.IsGiven(_page)) && !arguments.IsGiven(_at));
        if (inquiry.IsJson && isSilent && !isPrinted)
        {
            arguments.AddError("--json is for what is printed, and nothing is: add --address or a view");
        }

        if (inquiry.IsJson && arguments.IsGiven(_out) && inquiry.Questions.Count == 0)
        {
            arguments.AddError("--json and --out are two forms of the same rows: choose one");
        }

        if (inquiry.MapRoot != 0 && request.Policy is { } mapped && !(mapped.Answers<IAddressWalk>() && (arguments.IsGiven(_dump) || arguments.IsGiven(_addresses))))
        {
            arguments.AddError(mapped.Answers<IAddressWalk>() ? "--map-root stands in the answers of --address and in files of --dump: add one" : $"--map-root: {mapped.Name} shows no walk through a page map");
        }

        RequireEnding(arguments, _film, ".png", ".apng");
        RequireEnding(arguments, _page, ".html", ".htm");
        if (arguments.Text(_dump) is not null && request.Policy is { } policy && !policy.Answers<IRecordDumping>())
        {
            arguments.AddError($"--dump: {policy.Name} has no records in the inspect format; its views are {string.Join(", ", policy.Views.Select(view => "--" + view.Name))}");
        }
    }

    private static void RequireEnding(Arguments arguments, Option<string?> option, params IReadOnlyList<string> endings)
    {
        if (arguments.Text(option) is { } path && !endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            arguments.AddError($"{option.Name} {path}: expected FILE{string.Join(" or FILE", endings)}");
        }
    }

    private static int Look(RunRequest request, Moments moments, Inquiry inquiry, Terminal terminal)
    {
        WorkProgress looking = new(terminal, "looking for moments of " + request.TraceName);
        long[] indices = [.. MomentSearch.Resolve(moments, request, () => new ToldTrace(request, looking.Tell)).Distinct().Order()];
        looking.Finish();
        int exit = ExitCode.Done;
        WorkProgress progress = new(terminal, "replaying " + request.TraceName);
        using InspectedRun run = new(request, inquiry.Questions, () => new ToldTrace(request, progress.Tell), isProfiled: inquiry.ProfileFolder is not null, isMapped: inquiry.OpenPicture is not null && inquiry.Colours == MapPainter.Full);
        foreach (long index in indices)
        {
            bool isReached = run.Cursor.RunTo(index);
            progress.Finish();
            if (!isReached)
            {
                throw new UsageException([FormattableString.Invariant($"--at {index}: the trace's last operation is {run.Cursor.Index}")]);
            }

            exit = inquiry.Answer(run, terminal) ? exit : ExitCode.BadInput;
        }

        if (moments.AtEnd)
        {
            run.Cursor.RunTo(long.MaxValue);
            progress.Finish();
            exit = (run.Cursor.Index < 0 || indices.Contains(run.Cursor.Index) || inquiry.Answer(run, terminal)) ? exit : ExitCode.BadInput;
        }

        return exit;
    }

    private string ReadColours(Arguments arguments, Policy policy)
    {
        if (arguments.Text(_colours) is not { } word)
        {
            return MapPainter.Full;
        }

        IReadOnlyList<string> words = MapPainter.WordsOf(policy);
        if (!words.Contains(word))
        {
            arguments.AddError($"--colours {word}: expected {string.Join(", ", words)}{NearestName.Question(word, words)}");
        }
        else if (_views.ReadPicture(arguments) is null && arguments.Text(_film) is null)
        {
            arguments.AddError("--colours needs a picture: --map FILE.png or --film FILE.png");
        }

        return word;
    }

    private ulong ReadMapRoot(Arguments arguments)
    {
        if (arguments.Text(_mapRoot) is not { } text)
        {
            return 0;
        }

        if (!AddressQuestion.TryReadAddress(text, out ulong address))
        {
            arguments.AddError($"--map-root {text}: expected an address such as 0x7ffff7698a18");
        }

        return address;
    }
}
