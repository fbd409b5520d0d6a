using AllocSim.Tests.Cli;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Reports.Html;

/// <summary>Runs for tests of reports.</summary>
internal static class StoredRuns
{
    public static string Tiny => Path.Combine(Repository.Root, "traces", "tiny.txt.gz");

    public static string Lua => Path.Combine(Repository.Root, "traces", "lua.txt.gz");

    /// <summary>Runs a command that must do.</summary>
    public static CommandRun Done(params string[] arguments)
    {
        CommandRun run = CommandRun.Of(arguments);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        return run;
    }

    /// <summary>The fields of a table, header line first; for tables without quotes.</summary>
    public static string[][] Fields(string path) => [.. File.ReadAllLines(path).Select(line => line.Split(','))];
}
