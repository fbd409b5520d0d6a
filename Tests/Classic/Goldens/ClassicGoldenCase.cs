using System.Globalization;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Classic.Goldens;

/// <summary>One line of cases.txt: a trace, a machine and options for which the real library's run is kept as digests.</summary>
/// <param name="Name">Its name, and that of its file.</param>
/// <param name="Trace">Path of the trace from the root.</param>
/// <param name="Cpus">CPUs.</param>
/// <param name="Conf">MALLOC_CONF.</param>
/// <param name="IsThreaded">How the library came to the program: with "always" it was built with --disable-lazy-lock.</param>
internal sealed record ClassicGoldenCase(string Name, string Trace, int Cpus, string Conf, string IsThreaded)
{
    private const string Folder = "Tests/Classic/Goldens";

    /// <summary>All cases, in the order of the file.</summary>
    public static ClassicGoldenCase[] All { get; } = [.. Repository.Read(Folder + "/cases.txt").Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(Parse)];

    /// <summary>Where the golden is.</summary>
    public string GoldenPath => Path.Combine(Repository.Root, Folder, Name + ".golden");

    /// <summary>Where the trace is.</summary>
    public string TracePath => Path.Combine(Repository.Root, Trace);

    /// <summary>The simulator's options.</summary>
    public string FullConf => (Conf.Length > 0 ? Conf + "," : "") + "isthreaded:" + IsThreaded;

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static ClassicGoldenCase Parse(string line)
    {
        string[] fields = [.. line.Split('|').Select(field => field.Trim())];
        return new ClassicGoldenCase(fields[0], fields[1], int.Parse(fields[2], CultureInfo.InvariantCulture), fields[3], fields[4]);
    }
}
