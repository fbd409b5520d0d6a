using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Recording;
using AllocSim.Cli.Verbs.Traces;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim record -- PROGRAM ARGUMENTS</c>: runs a program and writes a trace of every process that comes out of it.</summary>
public sealed class RecordVerb : TraceVerb
{
    private const int PrefixMax = 64;

    private readonly Option<string> _output = new("--out") { Description = "Trace of the program; traces of other processes go into a directory beside it", DefaultValueFactory = _ => "recording.atrace", HelpName = "FILE" };
    private readonly Option<bool> _force = new("--force") { Description = "Replace the trace if it exists" };
    private readonly Option<string?> _finish = new("--finish") { Description = "Run nothing: make traces from what a recording left when it was killed (the directory FILE.parts)", HelpName = "DIR" };
    private readonly Option<string?> _export = new("--export-recorder") { Description = "Run nothing: write the recorder and a script into a directory, for a machine without a compiler", HelpName = "DIR" };
    private readonly Option<string[]> _import = new("--import") { Description = "Run nothing: make traces from the directories that this script wrote", HelpName = "DIR", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _prefix = new("--function-prefix") { Description = "Record je_malloc and its kin of a shared library instead of malloc: the prefix of the names, such as je_", HelpName = "PREFIX" };
    private readonly Option<bool> _python = new("--python") { Description = "Make Python call malloc for every object (PYTHONMALLOC=malloc) instead of using its own pools" };
    private readonly Option<bool> _resident = new("--resident") { Description = "Sample the resident set from time to time, as marks in the trace" };
    private readonly Option<string?> _stacks = new("--stacks")
    {
        Description = "Record the call stacks of allocations, up to DEPTH frames each: --stacks, or --stacks=DEPTH from 1 to 64 (16)",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "DEPTH",
    };

    private readonly Option<string?> _walk = new("--stack-walk")
    {
        Description = "How to find call stacks: backtrace works for every program; frame-pointers takes a tenth of the time, but sees only code that was compiled with -fno-omit-frame-pointer",
        HelpName = "WAY",
    };

    private readonly Option<bool> _progress = new("--progress") { Description = "Say every 10 seconds how long the program has been recorded and how many calls it made" };
    private readonly Option<bool> _keep = new("--keep-raw") { Description = "Keep the recorder's own files" };
    private readonly Argument<string[]> _program = new("PROGRAM") { Description = "The program and its arguments, after --", Arity = ArgumentArity.ZeroOrMore };

    /// <summary>Makes the verb.</summary>
    public RecordVerb()
        : base("record", "Run a program and record its allocations: allocsim record --out app.atrace -- PROGRAM ARGUMENTS")
    {
        Command.Options.Add(_output);
        Command.Options.Add(_force);
        Command.Options.Add(_finish);
        Command.Options.Add(_export);
        Command.Options.Add(_import);
        Command.Options.Add(_prefix);
        Command.Options.Add(_resident);
        Command.Options.Add(_python);
        Command.Options.Add(_stacks);
        Command.Options.Add(_walk);
        Command.Options.Add(_progress);
        Command.Options.Add(_keep);
        Command.Arguments.Add(_program);
    }

    /// <inheritdoc/>
    protected override int Do(Arguments arguments, Terminal terminal)
    {
        RecordRequest request = new(arguments.Value(_output)!, StackWalk.Read(arguments.IsGiven(_stacks), arguments.Value(_stacks), arguments.Value(_walk)))
        {
            IsOutputGiven = arguments.IsGiven(_output),
            Replaces = arguments.Value(_force),
            SamplesResident = arguments.Value(_resident),
            HasPythonMalloc = arguments.Value(_python),
            TellsProgress = arguments.Value(_progress),
            KeepsRaw = arguments.Value(_keep),
            FunctionPrefix = Prefix(arguments),
        };
        string[] words = arguments.Value(_program) ?? [];
        RefuseTwo(arguments);
        return arguments.Value(_export) is { } place ? RecorderExport.Write(terminal, place, words)
            : arguments.Value(_import) is { Length: > 0 } folders ? RecordImport.Run(terminal, request, folders, words)
            : arguments.Value(_finish) is { } folder ? RecordSession.Finish(terminal, request, folder, words)
            : words.Length == 0 ? throw new UsageException(["record: what to run is missing; allocsim record --out app.atrace -- PROGRAM ARGUMENTS"])
            : new RecordSession(terminal, request).Run(words);
    }

    private string Prefix(Arguments arguments)
    {
        string prefix = arguments.Value(_prefix) ?? "";
        bool isName = prefix.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_') && (prefix.Length == 0 || !char.IsAsciiDigit(prefix[0]));
        return !isName || prefix.Length > PrefixMax || (prefix.Length == 0 && arguments.IsGiven(_prefix))
            ? throw new UsageException([$"--function-prefix {prefix}: expected a prefix of letters, digits and underscores, such as je_"])
            : prefix;
    }

    private void RefuseTwo(Arguments arguments)
    {
        Option[] given = [.. ((Option[])[_finish, _export, _import]).Where(arguments.IsGiven)];
        if (given.Length > 1)
        {
            throw new UsageException([$"{given[0].Name} and {given[1].Name} do not go together"]);
        }
    }
}
