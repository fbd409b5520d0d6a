namespace AllocSim.Benchmarks;

/// <summary>Finds the repository's traces from wherever the benchmark was built to.</summary>
internal static class BundledTraces
{
    public static string PathOf(string name)
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            string path = Path.Combine(directory.FullName, "traces", name + ".txt.gz");
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"traces/{name}.txt.gz is in no directory above the benchmark");
    }
}
