using AllocSim.Reports.Html;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Stored;

namespace AllocSim.Cli.Runs;

/// <summary>The page that a command leaves beside its tables; report makes the same one of the folders.</summary>
public static class RunPage
{
    /// <summary>Its name in the folder that --out names.</summary>
    public const string Name = "report.html";

    /// <summary>Writes the page of one run that has just been written, or of several that are compared with the first.</summary>
    /// <param name="directory">The folder that it goes to.</param>
    /// <param name="runs">The runs with their folders.</param>
    /// <exception cref="IOException">A file is not as it was written.</exception>
    public static void Write(string directory, IReadOnlyList<(RunResult Run, string Folder)> runs)
        => Write(directory, [.. runs.Select(run => StoredRun.Of(run.Run, run.Folder, ReportPage.RowsMax))]);

    /// <summary>Writes the page of runs that were read.</summary>
    public static void Write(string directory, IReadOnlyList<StoredRun> runs)
    {
        using FileStream page = File.Create(Path.Combine(directory, Name));
        ReportPage.Write(page, runs);
    }

    /// <summary>Says where it is; the last line of a command.</summary>
    public static void Say(Terminal terminal, string directory) => terminal.Say($"the page is {Path.Combine(directory, Name)}");
}
