using System.Globalization;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Tcmalloc.Goldens;

/// <summary>One line of cases.txt: a trace, a machine and variables for which the real library's run is kept.</summary>
/// <param name="Name">Its name, and that of its file.</param>
/// <param name="Trace">Path of the trace from the root.</param>
/// <param name="Cpus">CPUs.</param>
/// <param name="Conf">Variables, split by commas.</param>
/// <param name="How">whole, digest or slow.</param>
internal sealed record TcmallocGoldenCase(string Name, string Trace, int Cpus, string Conf, string How)
{
    private const string Folder = "Tests/Tcmalloc/Goldens";

    /// <summary>All cases, in the order of the file.</summary>
    public static TcmallocGoldenCase[] All { get; } = [.. Repository.Read(Folder + "/cases.txt").Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Parse)];

    /// <summary>Whether every line is kept rather than digests.</summary>
    public bool IsWhole => How == "whole";

    /// <summary>Whether it runs only on demand.</summary>
    public bool IsSlow => How == "slow";

    /// <summary>Where the golden is.</summary>
    public string GoldenPath => Path.Combine(Repository.Root, Folder, Name + ".golden");

    /// <summary>Where the trace is.</summary>
    public string TracePath => Path.Combine(Repository.Root, Trace);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static TcmallocGoldenCase Parse(string line)
    {
        string[] fields = [.. line.Split('|').Select(field => field.Trim())];
        return new TcmallocGoldenCase(fields[0], fields[1], int.Parse(fields[2], CultureInfo.InvariantCulture), fields[3], fields[4]);
    }
}
