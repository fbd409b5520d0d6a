using AllocSim.Reports.Html;
using AllocSim.Reports.Stored;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Cli.Runs;

/// <summary>The page that a command leaves beside its tables: what lies in the folders, read back, so that it says nothing else than they do.</summary>
public static class RunPage
{
    /// <summary>Its name in the folder that --out names.</summary>
    public const string Name = "report.html";

    /// <summary>Writes the page of one run, or of several that are compared with the first.</summary>
    /// <param name="directory">The folder that it goes to.</param>
    /// <param name="runs">The folders of the runs.</param>
    /// <param name="find">The policy of a name; null where there is none.</param>
    /// <exception cref="IOException">A run cannot be read back; the message says what is wrong.</exception>
    public static void Write(string directory, IReadOnlyList<string> runs, Func<string, Policy?> find)
    {
        List<string> errors = [];
        StoredRun?[] stored = [.. runs.Select(run => StoredRunReader.TryRead(run, errors, find))];
        if (errors.Count > 0)
        {
            throw new IOException(errors[0]);
        }

        Write(directory, [.. stored.Select(run => run!)]);
    }

    /// <summary>Writes the page of runs that were read.</summary>
    public static void Write(string directory, IReadOnlyList<StoredRun> runs)
    {
        using FileStream page = File.Create(Path.Combine(directory, Name));
        ReportPage.Write(page, runs);
    }

    /// <summary>Says where it is; the last line of a command.</summary>
    public static void Say(Terminal terminal, string directory) => terminal.Say($"the page is {Path.Combine(directory, Name)}");
}
