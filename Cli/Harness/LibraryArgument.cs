using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Cli.Harness;

/// <summary>Which real library a command runs.</summary>
internal static class LibraryArgument
{
    /// <summary>Reads the option. What contains a slash is a file, which has to exist; another name is for the loader to find.</summary>
    /// <param name="arguments">What was typed.</param>
    /// <param name="option">The option.</param>
    /// <param name="policy">The policy that it is held against.</param>
    public static string Read(Arguments arguments, Option<string?> option, Policy policy)
    {
        string library = arguments.Text(option) ?? policy.Library?.File ?? "";
        if (library.Length == 0)
        {
            arguments.AddError($"{policy.Name} has no real library to compare with");
        }

        if (library == RealMachine.Stub)
        {
            arguments.AddError($"{option.Name} {library}: expected a library");
        }

        return library.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(arguments.ExistingFile(library, "the library")) : library;
    }
}
