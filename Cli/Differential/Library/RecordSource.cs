using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Cli.Differential.Library;

/// <summary>Where the records of a real library are read: by whom, and by which names.</summary>
/// <param name="Reader">Who reads them.</param>
/// <param name="Symbols">Where the library's variables lie.</param>
internal sealed record RecordSource(ILibraryRecords Reader, LibrarySymbols Symbols)
{
    /// <summary>Looks whether a library's records can be read.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="library">Its library.</param>
    /// <param name="missing">Why they cannot be, in a line; empty where they can be, or where the policy knows no records.</param>
    public static RecordSource? Find(Policy policy, LibraryFile library, out string missing)
    {
        missing = "";
        if (policy.LibraryRecords is not { } reader)
        {
            return null;
        }

        missing = library.Version != policy.Library?.Version ? $"records are not compared: those of version {policy.Library?.Version} are known, and {library.Path} is another" : "";
        LibrarySymbols? symbols = missing.Length == 0 ? LibrarySymbols.Read(library.Path) : null;
        if (missing.Length > 0 || symbols is null)
        {
            missing = missing.Length > 0 ? missing : $"records are not compared: {library.Path} has no symbols, which say where they begin; a build that is not stripped has them, or the package with its debug symbols";
            return null;
        }

        foreach ((string name, ulong expected) in reader.Symbols)
        {
            bool isKnown = symbols.TryFind(name, out ulong _, out ulong bytes);
            if (!isKnown || (expected > 0 && bytes != expected))
            {
                missing = $"records are not compared: {library.Path} is built in another way than usual, its {name} {(isKnown ? FormattableString.Invariant($"has {bytes:N0} bytes instead of {expected:N0}") : "is missing")}";
                return null;
            }
        }

        return new RecordSource(reader, symbols);
    }
}
