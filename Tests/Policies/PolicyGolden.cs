using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Tests.House;
using AllocSim.Tests.Jemalloc.Differential;
using AllocSim.Tests.Jemalloc.Goldens;
using AllocSim.Workloads.Files;

namespace AllocSim.Tests.Policies;

/// <summary>A kept run of a real library: a line "name | trace | options" of a cases.txt, and beside it the golden with digests of what the library did.</summary>
/// <param name="Name">Its name, and that of its file.</param>
/// <param name="Folder">The folder of the cases, from the root.</param>
/// <param name="Trace">Path of the trace from the root.</param>
/// <param name="Conf">Options.</param>
internal sealed record PolicyGolden(string Name, string Folder, string Trace, string Conf)
{
    /// <summary>The cases of a folder, in the order of its file.</summary>
    public static PolicyGolden[] AllIn(string folder)
        => [.. Repository.Read(folder + "/cases.txt").Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => Parse(folder, line))];

    /// <summary>Replays the trace on the machine that the golden was made on, and compares.</summary>
    public void Hold(Policy policy)
    {
        string kept = Repository.Read($"{Folder}/{Name}.golden");
        Assert.That(Simulate(policy, kept).Split('\n'), Is.EqualTo(kept.Split('\n')));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static PolicyGolden Parse(string folder, string line)
    {
        string[] fields = [.. line.Split('|').Select(field => field.Trim())];
        return new PolicyGolden(fields[0], folder, fields[1], fields[2]);
    }

    private string Simulate(Policy policy, string kept)
    {
        byte[] trace = File.ReadAllBytes(Path.Combine(Repository.Root, Trace));
        RunFiles files = PolicyRun.Replay(policy, TraceFile.Open(new MemoryStream(trace), Name, new()), Conf, GoldenText.MachineOf(kept));
        return GoldenText.Of(GoldenText.EnvironmentOf(kept), trace, files, isWhole: false);
    }
}
