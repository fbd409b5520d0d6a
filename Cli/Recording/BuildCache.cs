namespace AllocSim.Cli.Recording;

/// <summary>Where what was compiled from C is kept, so that it is compiled once.</summary>
internal static class BuildCache
{
    /// <summary>The folder: $XDG_CACHE_HOME/allocsim, or ~/.cache/allocsim.</summary>
    public static string Folder()
    {
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        return Path.Combine(string.IsNullOrEmpty(cache) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache") : cache, "allocsim");
    }
}
