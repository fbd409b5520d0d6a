using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Traces;

namespace AllocSim.Cli.Recording;

/// <summary><c>allocsim record -- PROGRAM ARGUMENTS</c>: runs a program and writes a trace of every process that comes out of it.</summary>
public sealed class RecordVerb : TraceVerb
{
    private readonly Option<string> _output = new("--out") { Description = "Trace to write; children get names of their own beside it", DefaultValueFactory = _ => "recording.atrace", HelpName = "FILE" };
    private readonly Option<bool> _resident = new("--resident") { Description = "Sample the resident set now and then, as marks in the trace" };
    private readonly Option<string?> _stacks = new("--stacks")
    {
        Description = "Record the call stacks of calls that hand out memory, at most DEPTH frames of each: --stacks, or --stacks=DEPTH with 1 to 64 (default 16)",
        Arity = ArgumentArity.ZeroOrOne,
        HelpName = "DEPTH",
    };

    private readonly Option<string?> _walk = new("--stack-walk")
    {
        Description = "How call stacks are found: backtrace, which knows every program, or frame-pointers, which takes a tenth of the time and sees what was compiled with -fno-omit-frame-pointer",
        HelpName = "WAY",
    };

    private readonly Option<bool> _keep = new("--keep-raw") { Description = "Keep the recorder's own files" };
    private readonly Argument<string[]> _program = new("PROGRAM") { Description = "The program and its arguments, after --", Arity = ArgumentArity.OneOrMore };

    /// <summary>Makes the verb.</summary>
    public RecordVerb()
        : base("record", "Run a program and record its allocations: allocsim record --out app.atrace -- PROGRAM ARGUMENTS")
    {
        Command.Options.Add(_output);
        Command.Options.Add(_resident);
        Command.Options.Add(_stacks);
        Command.Options.Add(_walk);
        Command.Options.Add(_keep);
        Command.Arguments.Add(_program);
    }

    /// <inheritdoc/>
    protected override int Do(Arguments arguments, Terminal terminal)
    {
        StackWalk? wanted = StackWalk.Read(arguments.IsGiven(_stacks), arguments.Value(_stacks), arguments.Value(_walk));
        RecordSession session = new(terminal, arguments.Value(_output)!, arguments.Value(_resident), arguments.Value(_keep), wanted);
        return session.Run(arguments.Value(_program)!);
    }

    /// <summary>Where the built library is kept.</summary>
    internal static string CacheFolder()
    {
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return Path.Combine(string.IsNullOrEmpty(cache) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache") : cache, "allocsim");
    }
}
