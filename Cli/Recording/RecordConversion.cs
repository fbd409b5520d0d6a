using System.Globalization;
using AllocSim.Cli.Progress;
using AllocSim.Simulator.Text;
using AllocSim.Workloads;
using AllocSim.Workloads.Recorder;
using AllocSim.Workloads.Sinks;

namespace AllocSim.Cli.Recording;

/// <summary>Makes traces of the recorder's files: the named one of the program itself, in its last image, and one each of other processes in a folder beside it.</summary>
/// <param name="terminal">Who is told.</param>
/// <param name="request">What is wanted.</param>
/// <param name="folder">The recorder's files.</param>
internal sealed class RecordConversion(Terminal terminal, RecordRequest request, RecordFolder folder)
{
    // The number of calls is reckoned, so that it may turn out to be larger.
    private const double AlmostAll = 0.99;

    /// <summary>What to say of a program that left nothing.</summary>
    public const string NothingRecorded = "nothing was recorded: the program is linked statically, or does not load libraries from LD_PRELOAD, as one that runs as another user (set-user-ID)";

    /// <summary>What to say of a program with an allocator of its own.</summary>
    public static string OwnAllocator(string program, string function)
        => $"{program} cannot be recorded: it defines {function} itself, so that a library that is loaded before it is never asked; link it with the C library's allocator, or with one that is a shared library, for the recording, or record it with a tool that sets probes (traces/bpftrace-csv.bt)";

    /// <summary>Writes the traces, and tells of them on standard error.</summary>
    /// <param name="process">The program's process; 0 for the first one.</param>
    /// <returns>The exit code of the command.</returns>
    public int Run(int process)
    {
        List<RecordedImage> images = folder.Images();
        if (images.Count == 0)
        {
            throw new UsageException([NothingRecorded]);
        }

        RecordedImage main = images.LastOrDefault(image => image.Process == process) ?? images.Last(image => image.Process == images[0].Process);
        Converted own = WriteTrace(main.File, request.Output);
        TellOf(own, main);
        WriteOthers(images, main);
        TellOfPython(main.Header);
        bool isLacking = TellOfUnrecorded(images);
        return own.Operations == 0 && !isLacking ? TellOfNothing(main.Header) : isLacking ? ExitCode.BadInput : ExitCode.Done;
    }

    private void TellOf(Converted own, RecordedImage main)
        => terminal.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{request.Output}: {own.Operations} {Quantity.Noun(own.Operations, "operation")} of {Shorten(main.Header.Command)}; {Inherited(own.Inherited)}{own.Failed} failed {Quantity.Noun(own.Failed, "call")}, {own.Repairs}"));

    private static string Shorten(string command) => command.Length <= 60 ? command : command[..59] + "…";

    private static string Inherited(int count) => count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{count} {Quantity.Noun(count, "object")} from its parent; ");

    /// <summary>app.atrace has the traces of other processes in app.children, as PID.N.atrace.</summary>
    private void WriteOthers(List<RecordedImage> images, RecordedImage main)
    {
        string name = Path.GetFileName(request.Output);
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        string children = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(request.Output))!, name[..dot] + ".children");
        if (Directory.Exists(children))
        {
            foreach (string old in Directory.GetFiles(children, "*" + name[dot..]))
            {
                File.Delete(old);
            }
        }

        RecordedImage[] others = [.. images.Where(image => image != main && !RecordingHeader.IsAll(image.File))];
        if (others.Length == 0)
        {
            return;
        }

        Directory.CreateDirectory(children);
        long operations = 0, failed = 0;
        RepairTally repairs = new();
        foreach (RecordedImage image in others)
        {
            Converted one = WriteTrace(image.File, Path.Combine(children, string.Create(CultureInfo.InvariantCulture, $"{image.Process}.{image.Number}{name[dot..]}")));
            operations += one.Operations;
            failed += one.Failed;
            foreach ((TraceFault fault, long count) in one.Repairs.Entries())
            {
                for (long i = 0; i < count; i++)
                {
                    repairs.Add(fault);
                }
            }
        }

        terminal.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{children}: {operations} {Quantity.Noun(operations, "operation")} of {others.Length} more {Quantity.Noun(others.Length, "program")} that came of it; {failed} failed {Quantity.Noun(failed, "call")}, {repairs}"));
    }

    /// <summary>Processes that replaced themselves by a program of which nothing came.</summary>
    private bool TellOfUnrecorded(List<RecordedImage> images)
    {
        RecordedImage[] replaced = [.. images.Where(image => image.Header.ReplacedBy.Length > 0 && !images.Exists(later => later.Process == image.Process && later.Number > image.Number))];
        foreach (RecordedImage image in replaced)
        {
            terminal.Say(string.Create(
                CultureInfo.InvariantCulture, $"process {image.Process} ({Shorten(image.Header.Command)}) replaced itself by {image.Header.ReplacedBy}, which was not recorded: it is linked statically, or does not load libraries from LD_PRELOAD"));
        }

        return replaced.Length > 0;
    }

    /// <summary>A program may well make no calls; one whose calls cannot be seen is bad input.</summary>
    private int TellOfNothing(RecordingHeader header)
    {
        if (request.FunctionPrefix.Length > 0)
        {
            File.Delete(request.Output);
            throw new UsageException([$"{header.Program} made no visible call to {request.FunctionPrefix}malloc: it has no such function of a shared library, or the library calls it by itself, past every other one; leave --function-prefix out where it calls malloc"]);
        }

        if (ElfFile.TryRead(header.Program)?.OwnMalloc is { } function)
        {
            File.Delete(request.Output);
            throw new UsageException([OwnAllocator(header.Program, function)]);
        }

        terminal.Say($"{header.Program} made no visible call to malloc: the trace has no operations");
        return ExitCode.Done;
    }

    private void TellOfPython(RecordingHeader header)
    {
        if (Path.GetFileName(header.Program).StartsWith("python", StringComparison.Ordinal) && !request.HasPythonMalloc && Environment.GetEnvironmentVariable("PYTHONMALLOC") != "malloc")
        {
            terminal.Say("Python keeps small objects in pools of its own, and malloc sees only the pools; record --python makes Python call malloc for each object");
        }
    }

    private Converted WriteTrace(string file, string path)
    {
        var names = FrameNames.Read(file);
        if (names is { LackSymbols: true })
        {
            terminal.Say("addr2line is missing (package binutils): the frames of call stacks are named by file and offset instead of function");
        }

        using var recording = new RecordingReader(file, names);
        if (recording.Header.StoppedTicks > 0)
        {
            terminal.Say($"{path}: the recording stops before the program did: the recorder could not write any more (full disk, or no right to); what it holds is whole up to there");
        }

        using ITraceSink sink = TraceOutput.Create(path, recording.Origin);
        WorkProgress progress = new(terminal, "writing " + path);
        long calls = Math.Max(1, RecordedCalls.Estimate(file));
        long count = TraceOutput.Copy(recording, sink, done: copied => progress.Tell(Math.Min((double)copied / calls, AlmostAll)));
        progress.Finish();
        return new Converted(count, recording.FailedCalls, recording.Inherited, recording.Repairs);
    }

    private readonly record struct Converted(long Operations, long Failed, int Inherited, RepairTally Repairs);
}
