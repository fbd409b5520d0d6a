using System.Reflection;

namespace AllocSim.Cli.Runs;

/// <summary>What this program is: its version, and the revision of the source that it was built from.</summary>
public static class ProgramVersion
{
    private static readonly string Informational = typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>The version: 0.2.0.</summary>
    public static string Number => typeof(ProgramVersion).Assembly.GetName().Version!.ToString(3);

    /// <summary>The revision, as the version control system names it; <c>unknown</c> where the build was not of a checked-out tree.</summary>
    public static string Revision => Informational.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus ? Informational[(plus + 1)..] : "unknown";

    /// <summary>Both, for people.</summary>
    public static string Text => $"{Number} ({(Revision == "unknown" ? "revision unknown" : "revision " + Revision)})";
}
