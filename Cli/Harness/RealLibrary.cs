using System.CommandLine;
using AllocSim.Cli.Parsing;

namespace AllocSim.Cli.Harness;

/// <summary>Which real library a command runs.</summary>
internal static class RealLibrary
{
    /// <summary>Reads the option. What contains a slash is a file, which has to exist; another name is for the loader to find.</summary>
    public static string Read(Arguments arguments, Option<string?> option)
    {
        string library = arguments.Text(option) ?? RealMachine.DefaultLibrary;
        if (library == RealMachine.Stub)
        {
            arguments.AddError($"{option.Name} {library}: expected a jemalloc");
        }

        return library.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(arguments.ExistingFile(library, "the library")) : library;
    }
}
