namespace AllocSim.Tests.House;

/// <summary>The files of this repository, as the tests about them see them.</summary>
internal static class Repository
{
    public static readonly string[] Projects = ["Simulator", "Allocator", "Workloads", "Reports", "Cli", "Tests", "Benchmarks"];

    public static string Root { get; } = FindRoot();

    /// <summary>The C# files of a project, by path from the root, in order.</summary>
    public static IEnumerable<string> SourceFiles(string project)
        => Directory.EnumerateFiles(Path.Combine(Root, project), "*.cs", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path))
            .Where(path => !path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Order(StringComparer.Ordinal);

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Sim.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("Sim.sln is in no directory above the tests");
    }
}
