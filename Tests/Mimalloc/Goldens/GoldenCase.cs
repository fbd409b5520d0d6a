using System.Globalization;
using System.Text;
using AllocSim.Allocator.Mimalloc;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Mimalloc.Goldens;

/// <summary>One line of goldens.txt: a trace, a machine and options, and digests of what the real library did.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Trace">Path of the trace from the root, or "random SEED OPERATIONS".</param>
/// <param name="Cpus">CPUs.</param>
/// <param name="Conf">Options.</param>
/// <param name="Digests">Digests of addresses, calls and statistics.</param>
internal sealed record GoldenCase(string Name, string Trace, int Cpus, string Conf, string Digests)
{
    /// <summary>Path of the file from the root.</summary>
    public const string Path = "Tests/Mimalloc/Goldens/goldens.txt";

    /// <summary>All cases, in the order of the file.</summary>
    public static GoldenCase[] All { get; } = [.. Repository.Read(Path).Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Parse)];

    /// <summary>Opens the trace.</summary>
    public Stream OpenTrace() => Trace.Split(' ') is ["random", var seed, var count]
        ? new MemoryStream(Encoding.ASCII.GetBytes(string.Join('\n', MimallocTrials.Draw(ulong.Parse(seed, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture))) + "\n"))
        : File.OpenRead(System.IO.Path.Combine(Repository.Root, Trace));

    /// <summary>The line with other digests.</summary>
    public string Line(string digests) => $"{Name} | {Trace} | {Cpus} | {Conf} | {digests}";

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static GoldenCase Parse(string line)
    {
        string[] fields = [.. line.Split('|').Select(field => field.Trim())];
        return new GoldenCase(fields[0], fields[1], int.Parse(fields[2], CultureInfo.InvariantCulture), fields[3], fields[4]);
    }
}
