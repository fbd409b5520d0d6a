using System.CommandLine;
using AllocSim.Cli.Traces;

namespace AllocSim.Cli.Recording;

/// <summary><c>allocsim record -- PROGRAM ARGUMENTS</c>: runs a program and writes a trace of every process that comes out of it.</summary>
public static class RecordCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("record", "Run a program and record its allocations: allocsim record --out app.atrace -- PROGRAM ARGUMENTS");
        var output = new Option<string>("--out") { Description = "Trace to write; children get names of their own beside it", DefaultValueFactory = _ => "recording.atrace", HelpName = "FILE" };
        var resident = new Option<bool>("--resident") { Description = "Sample the resident set now and then, as marks in the trace" };
        var stacks = new Option<string?>("--stacks")
        {
            Description = "Record the call stacks of calls that hand out memory, at most DEPTH frames of each: --stacks, or --stacks=DEPTH with 1 to 64 (default 16)",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "DEPTH",
        };
        var walk = new Option<string?>("--stack-walk")
        {
            Description = "How call stacks are found: backtrace, which knows every program, or frame-pointers, which takes a tenth of the time and sees what was compiled with -fno-omit-frame-pointer",
            HelpName = "WAY",
        };
        var keep = new Option<bool>("--keep-raw") { Description = "Keep the recorder's own files" };
        var program = new Argument<string[]>("PROGRAM") { Description = "The program and its arguments, after --", Arity = ArgumentArity.OneOrMore };
        command.Options.Add(output);
        command.Options.Add(resident);
        command.Options.Add(stacks);
        command.Options.Add(walk);
        command.Options.Add(keep);
        command.Arguments.Add(program);
        command.SetAction(line => TraceAction.Run(() =>
        {
            var wanted = StackWalk.Read(line.GetResult(stacks) is not null, line.GetValue(stacks), line.GetValue(walk));
            var session = new RecordSession(line.GetValue(output)!, line.GetValue(resident), line.GetValue(keep), wanted);
            return session.Run(line.GetValue(program)!);
        }));
        return command;
    }

    /// <summary>Where the built library is kept.</summary>
    internal static string CacheFolder()
    {
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return Path.Combine(string.IsNullOrEmpty(cache) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache") : cache, "allocsim");
    }
}
