using System.CommandLine;
using AllocSim.Cli.Parsing;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary>The traces that come with the program, or those of another directory.</summary>
internal static class BundledTraces
{
    /// <summary>Finds them, in order of name; complains when there are none.</summary>
    public static string[] Find(Arguments arguments, Option<string?> directoryOption)
    {
        string? directory = arguments.Text(directoryOption) ?? Directory();
        if (directory is null || !System.IO.Directory.Exists(directory))
        {
            arguments.AddError(directory is null ? $"the bundled traces were not found above the program; name them with {directoryOption.Name} DIR" : $"the directory {directory} does not exist");
            return [];
        }

        string[] traces = [.. System.IO.Directory.EnumerateFiles(directory, "*.gz").Concat(System.IO.Directory.EnumerateFiles(directory, "*.atrace")).Order(StringComparer.Ordinal)];
        if (traces.Length == 0)
        {
            arguments.AddError($"there are no traces (*.gz, *.atrace) in {directory}");
        }

        return traces;
    }

    private static string? Directory()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            string candidate = Path.Combine(d.FullName, "traces");
            // In the repository they lie above the program, in a release beside it.
            bool isHome = d.FullName == new DirectoryInfo(AppContext.BaseDirectory).FullName || File.Exists(Path.Combine(d.FullName, "Sim.sln"));
            if (isHome && System.IO.Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
