using System.Diagnostics;
using System.Globalization;

namespace AllocSim.Cli.Recording;

/// <summary>One run of a program with the recorder loaded into it.</summary>
/// <param name="terminal">Who is told.</param>
/// <param name="folder">Where the recorder's files go; it is there.</param>
/// <param name="signals">Keeps signals off, until what was recorded is written down.</param>
internal sealed class RecordedRun(Terminal terminal, RecordFolder folder, SignalGuard signals)
{
    private static readonly TimeSpan LongestAfterSignal = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    /// <summary>The file of a program, as a shell finds it.</summary>
    /// <exception cref="IOException">There is none.</exception>
    public static string Locate(string program)
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin";
        string? file = !program.Contains('/', StringComparison.Ordinal) ? path.Split(':').Select(place => Path.Combine(place, program)).FirstOrDefault(File.Exists)
            : File.Exists(program) ? Path.GetFullPath(program) : null;
        return file ?? throw new IOException($"{program}: there is no such program");
    }

    /// <summary>Runs it to its end, and waits for the processes that came of it.</summary>
    /// <param name="file">The program's file.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="libraries">What is loaded before the program's own libraries: the recorder first.</param>
    /// <param name="settings">What its environment gets beside that.</param>
    /// <param name="output">The trace that a later --finish writes.</param>
    /// <param name="progress">Who tells how far it is; null for nobody.</param>
    /// <returns>The program's process and exit code, and whether all processes have ended.</returns>
    /// <exception cref="IOException">It cannot be started, or nothing can be written where it is to be recorded.</exception>
    public (int Process, int ExitCode, bool IsWhole) Run(string file, string[] arguments, string[] libraries, IEnumerable<KeyValuePair<string, string>> settings, string output, RecordProgress? progress = null)
    {
        ProcessStartInfo start = new(file, arguments) { UseShellExecute = false };
        string? before = Environment.GetEnvironmentVariable("LD_PRELOAD");
        start.Environment["LD_PRELOAD"] = string.Join(':', string.IsNullOrEmpty(before) ? libraries : [.. libraries, before]);
        start.Environment["ALLOCSIM_RECORD"] = folder.Prefix;
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        folder.Note(output, 0); // Where not even this can be written the program is not run for nothing.
        try
        {
            using Process child = Process.Start(start) ?? throw new IOException($"{file}: cannot be started");
            int process = child.Id;
            signals.Watch(child);
            folder.Note(output, process);
            progress?.WaitFor(child);
            child.WaitForExit();
            return (process, child.ExitCode, WaitForOthers());
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException(StartRefusal.Words(file, e.NativeErrorCode, e.Message), e);
        }
    }

    /// <summary>Processes that the program has started may live on; they are waited for, after a signal not for long.</summary>
    /// <returns>False when some still run.</returns>
    private bool WaitForOthers()
    {
        int running = folder.CountRunning();
        if (running > 0 && signals.SinceFirst is null)
        {
            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{running} more process{(running == 1 ? "" : "es")} of the recording {(running == 1 ? "is" : "are")} still running; press Ctrl-C to stop waiting for them"));
        }

        while (running > 0 && !(signals.SinceFirst > LongestAfterSignal))
        {
            Thread.Sleep(BetweenLooks);
            running = folder.CountRunning();
        }

        if (running > 0)
        {
            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{running} process{(running == 1 ? " is" : "es are")} still running; the traces hold what they have done so far, and {folder.FullPath} is kept for --finish"));
        }

        return running == 0;
    }
}
