using System.Diagnostics;
using System.Globalization;
using AllocSim.Workloads.Recorder;
using AllocSim.Workloads.Sinks;

namespace AllocSim.Cli.Recording;

/// <summary>One run of a program under the recorder, and the traces that come of it.</summary>
/// <param name="terminal">Who is told.</param>
/// <param name="output">Trace to write.</param>
/// <param name="resident">Whether to sample the resident set.</param>
/// <param name="keepRaw">Whether to keep the recorder's own files.</param>
/// <param name="stacks">Which call stacks to record; null for none.</param>
internal sealed class RecordSession(Terminal terminal, string output, bool resident, bool keepRaw, StackWalk? stacks)
{
    /// <summary>Runs the program to its end and writes the traces.</summary>
    /// <returns>The exit code of the command, not the program's.</returns>
    public int Run(string[] program)
    {
        if (!TraceOutput.IsKnown(output))
        {
            throw new UsageException([$"--out {output}: the form to write is not known from the name; it ends in {TraceOutput.KnownEndings}"]);
        }

        if (stacks is not null && !output.EndsWith(".atrace", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException([$"--out {output}: cannot hold the call stacks that --stacks records; a name that ends in .atrace is needed"]);
        }

        string file = Locate(program[0]) ?? throw new IOException($"{program[0]}: there is no such program; name one that can be run");
        string library = RecorderLibrary.Build(RecordVerb.CacheFolder(), RecorderLibrary.UsesXCalls(file), stacks is not null);
        string folder = Path.GetFullPath(output) + ".parts";
        Directory.CreateDirectory(folder);
        try
        {
            (int process, int exitCode) = Execute(file, program[1..], library, Path.Combine(folder, "raw"));
            if (exitCode != 0)
            {
                terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{program[0]} ended with exit code {exitCode}"));
            }

            return Convert(folder, process);
        }
        finally
        {
            if (!keepRaw)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static string? Locate(string program)
    {
        if (program.Contains('/', StringComparison.Ordinal))
        {
            return File.Exists(program) ? Path.GetFullPath(program) : null;
        }

        string path = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";
        return path.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }

    private (int Process, int ExitCode) Execute(string file, string[] arguments, string library, string prefix)
    {
        var start = new ProcessStartInfo(file, arguments) { UseShellExecute = false };
        string? before = Environment.GetEnvironmentVariable("LD_PRELOAD");
        start.Environment["LD_PRELOAD"] = string.IsNullOrEmpty(before) ? library : library + ":" + before;
        start.Environment["ALLOCSIM_RECORD"] = prefix;
        if (resident)
        {
            start.Environment["ALLOCSIM_RECORD_RESIDENT"] = "1";
        }

        if (stacks is not null)
        {
            start.Environment["ALLOCSIM_RECORD_STACKS"] = stacks.Depth.ToString(CultureInfo.InvariantCulture);
            start.Environment["ALLOCSIM_RECORD_WALK"] = stacks.Way;
        }

        // An interrupt from the keyboard reaches the program itself; this one stays to write down what was recorded.
        ConsoleCancelEventHandler stay = (_, e) => e.Cancel = true;
        Console.CancelKeyPress += stay;
        try
        {
            using Process child = Process.Start(start) ?? throw new IOException($"{file}: cannot be started");
            int process = child.Id;
            child.WaitForExit();
            return (process, child.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException($"{file}: cannot be started ({e.Message})", e);
        }
        finally
        {
            Console.CancelKeyPress -= stay;
        }
    }

    private int Convert(string folder, int process)
    {
        string[] files = [.. Directory.GetFiles(folder, "raw.*").Where(f => !f.EndsWith(FrameNames.MapsEnding, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
        {
            throw new UsageException(["nothing was recorded: the program is linked statically, or does not load libraries from LD_PRELOAD"]);
        }

        string main = files.FirstOrDefault(f => Path.GetFileName(f).StartsWith(string.Create(CultureInfo.InvariantCulture, $"raw.{process}."), StringComparison.Ordinal)) ?? files[0];
        foreach (string file in files.Where(file => file == main || !RecordingHeader.IsAll(file)))
        {
            WriteTrace(file, file == main ? output : ChildName(file));
        }

        return ExitCode.Done;
    }

    /// <summary>app.atrace has children app.PID.N.atrace.</summary>
    private string ChildName(string file)
    {
        string name = Path.GetFileName(output);
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return Path.Combine(Path.GetDirectoryName(Path.GetFullPath(output))!, name[..dot] + Path.GetFileName(file)["raw".Length..] + name[dot..]);
    }

    private static string Shorten(string command) => command.Length <= 60 ? command : command[..59] + "…";

    private void WriteTrace(string file, string path)
    {
        var names = FrameNames.Read(file);
        if (names is { LackSymbols: true })
        {
            terminal.Say("addr2line is missing, which names the frames of call stacks; they are named by file and offset. The package binutils has it");
        }

        using var recording = new RecordingReader(file, names);
        if (recording.Header.StoppedTicks > 0)
        {
            terminal.Say($"{path}: the recording stops before the program did: the recorder could not write any more (full disk, or no right to); what it holds is whole up to there");
        }

        using ITraceSink sink = TraceOutput.Create(path, recording.Origin);
        long count = TraceOutput.Copy(recording, sink);
        terminal.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{path}: {count} operations of {Shorten(recording.Header.Command)}; {recording.FailedCalls} failed calls, {recording.Repairs}"));
    }
}
