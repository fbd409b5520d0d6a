using System.Globalization;
using AllocSim.Simulator.Operations;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Jemalloc.Resident;

/// <summary>One line of cases.txt: a replay after some operations of which a kernel said which pages it held.</summary>
/// <param name="Name">Its name, and that of its file.</param>
/// <param name="Trace">Path of the trace from the root.</param>
/// <param name="Conf">MALLOC_CONF.</param>
/// <param name="Touch">What the program wrote of a new object.</param>
/// <param name="Moments">Operations after which the kernel was asked.</param>
internal sealed record ResidentCase(string Name, string Trace, string Conf, TouchMode Touch, long[] Moments)
{
    private const string Folder = "Tests/Jemalloc/Resident";

    /// <summary>All cases, in the order of the file.</summary>
    public static ResidentCase[] All { get; } = [.. Repository.Read(Folder + "/cases.txt").Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Parse)];

    /// <summary>What the kernel said: the environment of the run; then for each operation its number, the totals and a digest of all lines.</summary>
    public string Golden => Repository.Read($"{Folder}/{Name}.golden");

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static ResidentCase Parse(string line)
    {
        string[] fields = [.. line.Split('|').Select(field => field.Trim())];
        long[] moments = [.. fields[5].Split(',').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
        return new ResidentCase(fields[0], fields[1], fields[3], fields[4] == "first" ? TouchMode.First : TouchMode.Size, moments);
    }
}
