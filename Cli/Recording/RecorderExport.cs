using AllocSim.Workloads.Recorder;

namespace AllocSim.Cli.Recording;

/// <summary><c>record --export-recorder</c>: the recorder for machines without a compiler and without allocsim.</summary>
internal static class RecorderExport
{
    /// <summary>Writes it.</summary>
    /// <param name="terminal">Who is told.</param>
    /// <param name="folder">Where to; made where it is missing.</param>
    /// <param name="program">What stands behind the options; must be nothing.</param>
    /// <returns>The exit code of the command.</returns>
    public static int Write(Terminal terminal, string folder, string[] program)
    {
        if (program.Length > 0 || File.Exists(folder))
        {
            throw new UsageException([program.Length > 0 ? "--export-recorder runs no program; leave it out" : $"--export-recorder {folder}: this is a file; name a directory"]);
        }

        Directory.CreateDirectory(folder);
        RecorderLibrary.Export(UserFolder.Cache, folder);
        terminal.Say($"{folder} has the recorder; on a machine of this kind {folder}/record.sh -o DIR -- PROGRAM ARGUMENTS records, and allocsim record --import DIR makes the trace");
        return ExitCode.Done;
    }
}
