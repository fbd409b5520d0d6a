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
        var output = new Option<string>("--out") { Description = "Trace to write: that of the program itself; other processes have theirs in a folder beside it", DefaultValueFactory = _ => "recording.atrace", HelpName = "FILE" };
        var force = new Option<bool>("--force") { Description = "Replace the trace where there is one" };
        var finish = new Option<string?>("--finish") { Description = "Run nothing: make traces of what a recording left that was ended hard, a folder FILE.parts", HelpName = "DIR" };
        var resident = new Option<bool>("--resident") { Description = "Sample the resident set now and then, as marks in the trace" };
        var python = new Option<bool>("--python") { Description = "Have Python allocate by malloc, call by call (PYTHONMALLOC=malloc), instead of from arenas of its own" };
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
        var program = new Argument<string[]>("PROGRAM") { Description = "The program and its arguments, after --", Arity = ArgumentArity.ZeroOrMore };
        foreach (Option option in (Option[])[output, force, finish, resident, python, stacks, walk, keep])
        {
            command.Options.Add(option);
        }

        command.Arguments.Add(program);
        command.SetAction(line => TraceAction.Run(() =>
        {
            RecordRequest request = new(line.GetValue(output)!, StackWalk.Read(line.GetResult(stacks) is not null, line.GetValue(stacks), line.GetValue(walk)))
            {
                IsOutputGiven = line.GetResult(output) is { Implicit: false },
                Replaces = line.GetValue(force),
                SamplesResident = line.GetValue(resident),
                HasPythonMalloc = line.GetValue(python),
                KeepsRaw = line.GetValue(keep),
            };
            string[] words = line.GetValue(program) ?? [];
            return line.GetValue(finish) is { } folder ? RecordSession.Finish(request, folder, words)
                : words.Length == 0 ? TraceAction.Refuse("record: what to run is missing; allocsim record --out app.atrace -- PROGRAM ARGUMENTS")
                : new RecordSession(request).Run(words);
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
