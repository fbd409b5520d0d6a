using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads.Text;

namespace AllocSim.Tests.Jemalloc.Differential;

/// <summary>Runs random cases through the real library and the simulator, and makes what differs short.</summary>
/// <param name="oracle">The real library.</param>
/// <param name="folder">Where files are put on the way.</param>
internal sealed class Campaign(Oracle oracle, string folder)
{
    private const int ShrinkTriesMax = 300;
    private const string OracleFailed = "the oracle failed: ";

    /// <summary>Runs a case.</summary>
    /// <returns>Empty when both did the same; else where they differ, and where the shortened trace is.</returns>
    public string Run(RandomCase random, string name)
    {
        string difference = Compare(random.Lines, random.Conf, random.Cpus);
        if (difference.Length == 0 || difference.StartsWith(OracleFailed, StringComparison.Ordinal))
        {
            return difference;
        }

        string kind = KindOf(difference);
        List<string> shortest = TraceShrinker.Shrink(random.Lines, lines => KindOf(Compare(lines, random.Conf, random.Cpus)) == kind, ShrinkTriesMax);
        string path = Path.Combine(folder, name + ".txt");
        RandomCase.WriteTrace(path, shortest);
        return $"{name}, {random.Cpus} CPUs, MALLOC_CONF \"{random.Conf}\":\n{difference}\nshort: {path}, {shortest.Count} operations\n{Compare(shortest, random.Conf, random.Cpus)}";
    }

    /// <summary>Runs a trace; the differences, or empty.</summary>
    public string Compare(List<string> lines, string conf, int cpus)
    {
        string trace = Path.Combine(folder, "trace.txt");
        string output = Path.Combine(folder, "oracle");
        RandomCase.WriteTrace(trace, lines);
        RunFiles? real = oracle.Replay(trace, conf, cpus, output, out string problem);
        if (real is null)
        {
            return OracleFailed + problem;
        }

        try
        {
            MachineOptions machine = MachineEnvironment.Read(Path.Combine(output, "environment.txt")).Machine;
            return SimulatedRun.Replay(TextTraceReader.Open(trace), conf, machine).DifferencesFrom(real);
        }
        catch (Exception e) when (e is TraceFormatException or InvariantException or NullReferenceException or IndexOutOfRangeException)
        {
            return e.ToString();
        }
    }

    private static string KindOf(string difference) => difference.Length == 0 || difference.StartsWith(OracleFailed, StringComparison.Ordinal)
        ? ""
        : difference.Split(':')[0];
}
