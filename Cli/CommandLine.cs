using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.CommandLine;
using AllocSim.Cli.Help;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Verbs;
using AllocSim.Cli.Verbs.Traces;
using AllocSim.Reports.Charts;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Operations;

namespace AllocSim.Cli;

/// <summary>The command <c>allocsim</c>: finds the verb, checks all that was typed, runs it, and turns what goes wrong into lines and an exit code.</summary>
public sealed class CommandLine
{
    private readonly Terminal _terminal;
    private readonly Verb[] _verbs;
    private readonly RootCommand _root;

    /// <summary>Makes the command.</summary>
    /// <param name="policies">The policies that it offers.</param>
    /// <param name="terminal">Where its text goes.</param>
    public CommandLine(PolicyRegistry policies, Terminal terminal)
    {
        _terminal = terminal;
        SweepMergeVerb merge = new();
        TraceVerbs traces = new(policies);
        RecordVerb record = new();
        HelpVerb help = new();
        CompletionVerb completion = new();
        _verbs =
        [
            new ReplayVerb(policies), new InspectVerb(policies), new BenchVerb(policies), new CompareVerb(policies), new DemoVerb(policies), new ReportVerb(policies), new ScaleVerb(policies), new SweepVerb(policies, merge), merge, new TuneVerb(policies), new DiagnoseVerb(policies), new ForecastVerb(policies),
            new CalibrateVerb(policies), new VerifyVerb(policies), record, .. traces.All, help, new VersionVerb(), completion,
        ];
        _root = new RootCommand("AllocSim: replays recorded programs through simulated memory allocators, and says where the memory goes.");
        foreach (Verb verb in _verbs.Where(verb => verb != merge && verb != record && verb is not (HelpVerb or VersionVerb or CompletionVerb) && !traces.All.Contains(verb)))
        {
            _root.Add(verb.Command);
        }

        _root.Add(traces.Command);
        _root.Add(record.Command);
        foreach (Verb verb in (Verb[])[help, .. _verbs.OfType<VersionVerb>(), completion])
        {
            _root.Add(verb.Command);
        }

        help.Root = _root;
        completion.Root = _root;
        _root.Options.OfType<VersionOption>().Single().Aliases.Add("-V");
    }

    /// <summary>Runs one command.</summary>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public int Run(IReadOnlyList<string> arguments)
    {
        try
        {
            int code = RunVerb(arguments);
            _terminal.Output.Flush();
            return code;
        }
        catch (UsageException e)
        {
            foreach (string reason in e.Reasons)
            {
                _terminal.Say(reason);
            }

            return ExitCode.BadInput;
        }
        catch (Exception e) when (e is TraceFormatException or IOException or UnauthorizedAccessException or ChartException)
        {
            _terminal.Say(RefusedFile.Words(e));
            return ExitCode.BadInput;
        }
        catch (OutOfMemoryException e)
        {
            _terminal.Say("the simulated machine has too little memory to start the allocator: " + e.Message);
            return ExitCode.BadInput;
        }
        catch (InvariantException e)
        {
            _terminal.Say("an invariant is broken: " + e.Message);
            return ExitCode.Failed;
        }
        finally
        {
            TryFlush();
        }
    }

    private int RunVerb(IReadOnlyList<string> arguments)
    {
        ParseResult parsed = _root.Parse(arguments);
        Verb? verb = Array.Find(_verbs, v => v.Command == parsed.CommandResult.Command);
        if (_root.Options.OfType<VersionOption>().Any(option => parsed.GetResult(option) is not null))
        {
            _terminal.Output.Write($"allocsim {ProgramVersion.Text}\n");
            return ExitCode.Done;
        }

        bool wantsHelp = parsed.Action is HelpAction;
        if (wantsHelp || (verb is null && arguments.Count == 0))
        {
            return ShowHelp(parsed, wantsHelp);
        }

        Arguments checkedArguments = new(parsed);
        if (verb is not null)
        {
            return verb.Run(checkedArguments, _terminal);
        }

        checkedArguments.ThrowIfWrong();
        return parsed.Invoke(new InvocationConfiguration { Output = _terminal.Output, Error = _terminal.Error });
    }

    // What was wrong has been told; that what was written until then finds no place either changes nothing.
    private void TryFlush()
    {
        try
        {
            _terminal.Output.Flush();
        }
        catch (IOException)
        {
        }
    }

    private int ShowHelp(ParseResult parsed, bool wasAskedFor)
    {
        List<string> path = [];
        for (CommandResult? at = parsed.CommandResult; at?.Parent is CommandResult; at = at.Parent as CommandResult)
        {
            path.Insert(0, at.Command.Name);
        }

        new HelpWriter(wasAskedFor ? _terminal.Output : _terminal.Error, _terminal.Width).Write(parsed.CommandResult.Command, string.Join(' ', path));
        return wasAskedFor ? ExitCode.Done : ExitCode.BadInput;
    }
}
