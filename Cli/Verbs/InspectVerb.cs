using System.CommandLine;
using System.Globalization;
using AllocSim.Cli.Inspection;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim inspect</c>: the heap as a debugger would see it, at chosen moments of a trace.</summary>
public sealed class InspectVerb : Verb
{
    private readonly RunSyntax _run;
    private readonly Option<string?> _at;
    private readonly Option<string?> _dump;
    private readonly Option<string?> _mapRoot;
    private readonly Option<string[]> _addresses = new("--address") { Description = "What is at this address, 0x…, or at object N of the trace (obj:N, from 0); may be repeated.", HelpName = "A", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _geometry;

    /// <summary>Makes the verb.</summary>
    public InspectVerb(PolicyRegistry policies)
        : base("inspect", "Show the heap as a debugger would see it (heap, find extent, extent info), after any operation of a trace.")
    {
        _run = new RunSyntax(policies, Command, needsTrace: false);
        _at = Value("--at", "Moments: the index of an operation, from 0, a time such as 1.5ms, peak or end (end).", "MOMENT[,…]");
        _dump = Value("--dump", "Write every record at each moment to inspect-INDEX.txt in this folder.", "DIR");
        _mapRoot = Value("--map-root", "Address of the page map's root for --dump, a variable of the library: the one value that does not follow from the run (0).", "ADDRESS");
        _geometry = Flag("--geometry", "Print the page map's constants for usual widths of addresses and pages.");
        Command.Add(_addresses);
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        RunRequest request = _run.Read(arguments);
        if (arguments.Has(_geometry))
        {
            if (request.Policy is { } policy && !policy.WriteMapGeometry(TextWriter.Null))
            {
                arguments.AddError($"--geometry: {policy.Name} has no page map");
            }

            arguments.ThrowIfWrong();
            request.Policy!.WriteMapGeometry(terminal.Output);
            return ExitCode.Done;
        }

        Moments moments = Moments.Read(arguments.Text(_at) ?? "end", "--at", arguments);
        ulong mapRoot = ReadAddress(arguments);
        string? directory = arguments.Text(_dump);
        IReadOnlyList<AddressQuestion> questions = [.. arguments.Texts(_addresses).Select(text => AddressQuestion.Read(text, arguments))];
        if (request.TracePath.Length == 0)
        {
            arguments.AddError("a trace is needed");
        }

        if (request.Contended is not null)
        {
            arguments.AddError("inspect needs --timing serial");
        }

        arguments.ThrowIfWrong();
        request = request.Ready();
        using OutputSet outputs = new();
        string? partial = directory is null ? null : outputs.Addition(directory);
        SimMachine machine = new(request.Policy!.Adapt(request.Machine));
        ReplaySession? session = null;
        TraceFollower? follower = questions.Count == 0 ? null : new TraceFollower();
        int exit = ExitCode.Done;
        MomentWatch watch = new(MomentSearch.Resolve(moments, request.OpenTrace), moments.AtEnd, Look);
        session = SessionOpener.Open(request.Policy!, machine, request.Conf, new ReplayOptions { Touch = request.Touch, IsLenient = request.Reading.Lenient }, null, (_, _) => follower is null ? [watch] : [watch, follower]);
        if (partial is not null && session.Allocator is not IRecordDumping)
        {
            throw new UsageException([$"--dump: {request.Policy!.Name} has no records that could be written down"]);
        }

        using (ITraceSource trace = request.OpenTrace())
        {
            session.Run(trace);
        }

        watch.Finish();
        if (watch.Missed is [long missed, ..])
        {
            throw new UsageException([FormattableString.Invariant($"--at {missed}: the trace's last operation is {session.OperationCount - 1}")]);
        }

        outputs.Commit();
        return exit;

        void Look(long index)
        {
            if (partial is not null)
            {
                using StreamWriter file = new(Path.Combine(partial, FormattableString.Invariant($"inspect-{index}.txt")));
                ((IRecordDumping)session!.Allocator).DumpRecords(file, index, mapRoot);
            }
            else if (questions.Count == 0)
            {
                HeapSummary.Write(terminal.Output, session!, index);
            }

            foreach (AddressQuestion question in questions)
            {
                exit = question.Answer(terminal.Output, session!, follower!, index, mapRoot) ? exit : ExitCode.BadInput;
            }
        }
    }

    private ulong ReadAddress(Arguments arguments)
    {
        if (arguments.Text(_mapRoot) is not { } text)
        {
            return 0;
        }

        if (text.StartsWith("0x", StringComparison.Ordinal) && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address))
        {
            return address;
        }

        arguments.AddError($"--map-root {text}: expected an address such as 0x7ffff7698a18");
        return 0;
    }
}
