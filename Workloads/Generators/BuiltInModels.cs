using System.Reflection;

namespace AllocSim.Workloads.Generators;

/// <summary>The descriptions of workloads that come with the program.</summary>
public static class BuiltInModels
{
    private const string Prefix = "AllocSim.Workloads.Models.";
    private const string Suffix = ".yaml";

    private static readonly Assembly Home = typeof(BuiltInModels).Assembly;

    /// <summary>Their names, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Home.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^Suffix.Length]).Order(StringComparer.Ordinal)];

    /// <summary>Reads a description by its name, or from a file.</summary>
    /// <exception cref="ModelException">There is neither, or the description is wrong.</exception>
    public static WorkloadModel Load(string nameOrPath)
    {
        if (Names.Contains(nameOrPath))
        {
            using var text = new StreamReader(Home.GetManifestResourceStream(Prefix + nameOrPath + Suffix)!);
            return WorkloadModel.Parse(text, nameOrPath);
        }

        if (!File.Exists(nameOrPath))
        {
            throw new ModelException($"{nameOrPath}: there is no such workload; name a YAML file, or one of {string.Join(", ", Names)}");
        }

        using var file = new StreamReader(nameOrPath);
        return WorkloadModel.Parse(file, nameOrPath);
    }
}
