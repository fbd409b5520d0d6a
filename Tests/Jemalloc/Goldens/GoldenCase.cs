using System.Globalization;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Jemalloc.Goldens;

/// <summary>One line of cases.txt: a trace, a machine and options for which the real library's run is kept.</summary>
/// <param name="Name">Its name, and that of its file.</param>
/// <param name="Trace">Path of the trace from the root; empty for a random one.</param>
/// <param name="Random">The random case, or null.</param>
/// <param name="Cpus">CPUs.</param>
/// <param name="Conf">MALLOC_CONF.</param>
/// <param name="IsWhole">Whether every line is kept rather than digests.</param>
/// <param name="IsSlow">Whether it runs only on demand.</param>
internal sealed record GoldenCase(string Name, string Trace, RandomCase? Random, int Cpus, string Conf, bool IsWhole, bool IsSlow)
{
    private const string Folder = "Tests/Jemalloc/Goldens";

    /// <summary>All cases, in the order of the file.</summary>
    public static GoldenCase[] All { get; } = [.. Repository.Read(Folder + "/cases.txt").Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Parse)];

    /// <summary>Where the golden is.</summary>
    public string GoldenPath => Path.Combine(Repository.Root, Folder, Name + ".golden");

    /// <summary>Opens the trace.</summary>
    public Stream OpenTrace() => Random is null
        ? File.OpenRead(Path.Combine(Repository.Root, Trace))
        : new MemoryStream(Random.TraceBytes());

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static GoldenCase Parse(string line)
    {
        string[] fields = [.. line.Split('|').Select(field => field.Trim())];
        bool isWhole = fields[^1] == "whole";
        bool isSlow = fields[^1] == "slow";
        if (fields[1].Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["random" or "huge" or "guard", var seedText, var operationsText])
        {
            ulong seed = ulong.Parse(seedText, CultureInfo.InvariantCulture);
            int operations = int.Parse(operationsText, CultureInfo.InvariantCulture);
            RandomCase random = fields[1][0] switch
            {
                'h' => JemallocTrials.DrawHuge(seed, operations),
                'g' => JemallocTrials.DrawGuarded(seed, operations),
                _ => JemallocTrials.Draw(seed, operations),
            };
            return new GoldenCase(fields[0], "", random, random.Cpus, random.Conf, isWhole, isSlow);
        }

        // slab_sizes and bin_shards have bars of their own.
        string conf = string.Join('|', fields[3..^1]);
        return new GoldenCase(fields[0], fields[1], null, int.Parse(fields[2], CultureInfo.InvariantCulture), conf, isWhole, isSlow);
    }
}
