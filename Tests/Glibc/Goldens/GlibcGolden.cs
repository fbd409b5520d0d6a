using System.Globalization;
using AllocSim.Allocator.Glibc;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Glibc.Goldens;

/// <summary>One line of cases.txt: a trace, a machine and options for which the real library's run is kept.</summary>
/// <param name="Name">Its name, and that of its file.</param>
/// <param name="Trace">Path of the trace from the root; empty for a random one.</param>
/// <param name="Random">The random case, or null.</param>
/// <param name="Cpus">CPUs.</param>
/// <param name="Conf">GLIBC_TUNABLES.</param>
internal sealed record GlibcGolden(string Name, string Trace, RandomCase? Random, int Cpus, string Conf)
{
    private const string Folder = "Tests/Glibc/Goldens";

    /// <summary>All of them, in the order of the file.</summary>
    public static GlibcGolden[] All { get; } = [.. Repository.Read(Folder + "/cases.txt").Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Parse)];

    /// <summary>Where the golden is.</summary>
    public string GoldenPath => Path.Combine(Repository.Root, Folder, Name + ".golden");

    /// <summary>Opens the trace.</summary>
    public Stream OpenTrace() => Random is null
        ? File.OpenRead(Path.Combine(Repository.Root, Trace))
        : new MemoryStream(Random.TraceBytes());

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static GlibcGolden Parse(string line)
    {
        string[] fields = [.. line.Split('|').Select(field => field.Trim())];
        if (fields[1].Split(' ') is ["random", var seed, var operations])
        {
            RandomCase random = GlibcTrials.Draw(ulong.Parse(seed, CultureInfo.InvariantCulture), int.Parse(operations, CultureInfo.InvariantCulture));
            return new GlibcGolden(fields[0], "", random, random.Cpus, random.Conf);
        }

        return new GlibcGolden(fields[0], fields[1], null, int.Parse(fields[2], CultureInfo.InvariantCulture), fields[3]);
    }
}
