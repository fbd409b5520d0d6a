using System.Globalization;
using AllocSim.Cli.Runs;
using AllocSim.Workloads.Recorder;
using AllocSim.Workloads.Sinks;

namespace AllocSim.Cli.Recording;

/// <summary>One run of a program under the recorder, and the traces that come of it.</summary>
/// <param name="terminal">Who is told.</param>
/// <param name="request">What is wanted.</param>
internal sealed class RecordSession(Terminal terminal, RecordRequest request)
{
    /// <summary>Makes traces of what an earlier recording left.</summary>
    /// <param name="terminal">Who is told.</param>
    /// <param name="request">What is wanted; the trace is the one that was wanted then, unless another one is named.</param>
    /// <param name="path">The folder that it left.</param>
    /// <param name="program">What stands behind the options; must be nothing.</param>
    /// <returns>The exit code of the command.</returns>
    public static int Finish(Terminal terminal, RecordRequest request, string path, string[] program)
    {
        RecordFolder folder = new(path);
        if (program.Length > 0 || !Directory.Exists(path))
        {
            throw new UsageException([program.Length > 0 ? "--finish runs no program; leave it out" : $"--finish {path}: there is no such directory; its name is that of the trace with .parts at the end"]);
        }

        (string noted, int process) = folder.Noted();
        string bare = folder.FullPath.EndsWith(".parts", StringComparison.Ordinal) ? folder.FullPath[..^".parts".Length] : request.Output;
        RecordRequest wanted = request.IsOutputGiven ? request : request with { Output = noted.Length > 0 && Directory.Exists(Path.GetDirectoryName(noted)) ? noted : bare };
        if (Refusal(wanted) is { } refusal)
        {
            throw new UsageException([refusal]);
        }

        int running = folder.CountRunning();
        if (running > 0)
        {
            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{running} of the recorded processes are still running; the traces hold what they have done so far, and {path} is kept"));
        }

        int code = new RecordConversion(terminal, wanted, folder).Run(process);
        RemoveFolder(folder, wanted.KeepsRaw || running > 0 || code != ExitCode.Done);
        return code;
    }

    /// <summary>Runs the program to its end and writes the traces.</summary>
    /// <returns>The program's exit code; 1 when it could not be recorded.</returns>
    public int Run(string[] program)
    {
        if (Refusal(request) is { } refusal)
        {
            throw new UsageException([refusal]);
        }

        string file = RecordedRun.Locate(program[0]);
        if (OwnFunction(file) is { } function)
        {
            throw new UsageException([RecordConversion.OwnAllocator(program[0], function)]);
        }

        string library = RecorderLibrary.Build(UserFolder.Cache, RecorderLibrary.UsesXCalls(file), request.Stacks is not null, prefix: request.FunctionPrefix);
        RecordFolder folder = RecordFolder.For(request.Output);
        if (Directory.Exists(folder.FullPath) && folder.Images().Count > 0 && !request.Replaces)
        {
            throw new UsageException([$"{folder.FullPath}: holds an unfinished recording; allocsim record --finish {folder.FullPath} makes traces from it, --force discards it"]);
        }

        RemoveFolder(folder, keeps: false);
        Directory.CreateDirectory(folder.FullPath);
        using SignalGuard signals = new();
        bool isKept = false;
        try
        {
            (int process, int exitCode, bool isWhole) = new RecordedRun(terminal, folder, signals).Run(file, program[1..], [library], Settings(), request.Output, request.TellsProgress ? new RecordProgress(terminal, folder, Path.GetFileName(file)) : null);
            isKept = request.KeepsRaw || !isWhole;
            if (exitCode != 0)
            {
                terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{program[0]} ended with exit code {exitCode}"));
            }

            try
            {
                int code = new RecordConversion(terminal, request, folder).Run(process);
                return code == ExitCode.Done ? exitCode : code;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The run cannot be had again; a trace can.
                isKept = true;
                throw new IOException($"{RefusedFile.Words(e)}. What was recorded is kept: allocsim record --finish {folder.FullPath} --out TRACE makes a trace of it where there is room", e);
            }
        }
        finally
        {
            RemoveFolder(folder, isKept);
        }
    }

    private string? OwnFunction(string file)
    {
        ElfFile? elf = ElfFile.TryRead(file);
        string prefixed = request.FunctionPrefix + "malloc";
        return request.FunctionPrefix.Length == 0 ? elf?.OwnMalloc : elf?.Defines(prefixed) == true ? prefixed : null;
    }

    /// <summary>Why a trace cannot be written; null where it can.</summary>
    internal static string? Refusal(RecordRequest request)
    {
        string output = request.Output;
        return !TraceOutput.IsKnown(output) ? $"--out {output}: the name does not say which format to write: it must end in {TraceOutput.KnownEndings}"
            : request.Stacks is not null && !output.EndsWith(".atrace", StringComparison.OrdinalIgnoreCase) ? $"--out {output}: this format cannot hold the call stacks of --stacks; use a name that ends in .atrace"
            : File.Exists(output) && !request.Replaces ? $"--out {output}: the file exists; --force replaces it"
            : null;
    }

    private static void RemoveFolder(RecordFolder folder, bool keeps)
    {
        if (!keeps && Directory.Exists(folder.FullPath))
        {
            Directory.Delete(folder.FullPath, recursive: true);
        }
    }

    /// <summary>What the recorder is told beside where its files go.</summary>
    private List<KeyValuePair<string, string>> Settings()
    {
        List<KeyValuePair<string, string>> settings = [];
        if (request.SamplesResident)
        {
            settings.Add(new("ALLOCSIM_RECORD_RESIDENT", "1"));
        }

        if (request.HasPythonMalloc)
        {
            settings.Add(new("PYTHONMALLOC", "malloc"));
        }

        if (request.Stacks is not null)
        {
            settings.Add(new("ALLOCSIM_RECORD_STACKS", request.Stacks.Depth.ToString(CultureInfo.InvariantCulture)));
            settings.Add(new("ALLOCSIM_RECORD_WALK", request.Stacks.Way));
        }

        return settings;
    }
}
