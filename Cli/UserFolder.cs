namespace AllocSim.Cli;

/// <summary>Where a user's own files are kept.</summary>
internal static class UserFolder
{
    /// <summary>What was compiled from C, so that it is compiled once: $XDG_CACHE_HOME/allocsim, or ~/.cache/allocsim.</summary>
    public static string Cache => Of("XDG_CACHE_HOME", ".cache");

    /// <summary>What is worth keeping: $XDG_DATA_HOME/allocsim, or ~/.local/share/allocsim.</summary>
    public static string Data => Of("XDG_DATA_HOME", Path.Combine(".local", "share"));

    // A home that is not there yet is made like any other folder; where there is none at all, never the folder that one happens to stand in.
    private static string Of(string variable, string inHome)
    {
        string? set = Environment.GetEnvironmentVariable(variable);
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
        string root = !string.IsNullOrEmpty(set) ? set : Path.Combine(home.Length == 0 ? Path.GetTempPath() : home, inHome);
        return Path.Combine(root, "allocsim");
    }
}
