using System.Collections.Concurrent;
using AllocSim.Cli.Differential.Comparing;
using AllocSim.Cli.Differential.Explaining;
using AllocSim.Cli.Differential.Library;
using AllocSim.Cli.Policies;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads;
using AllocSim.Workloads.Files;

namespace AllocSim.Tests.Differential;

/// <summary>The real libraries of this system. A test that needs one that is not here is skipped, and says which package brings it.</summary>
internal static class RealLibraries
{
    private static readonly ConcurrentDictionary<string, (LibraryFile? File, string Missing)> Known = new(StringComparer.Ordinal);

    /// <summary>The library of a policy; ends the test where it is not here.</summary>
    public static LibraryFile Need(string policy)
    {
        (LibraryFile? file, string missing) = Known.GetOrAdd(policy, name => (LibraryFinder.Find(PolicyRegistry.Standard.Find(name)!, null, out string why), why));
        if (file is null)
        {
            Assert.Ignore(missing);
        }

        return file!;
    }

    /// <summary>A policy and its library do the same.</summary>
    public static void Check(string policy, Func<ITraceSource> open, string conf, int cpus)
    {
        ComparisonSettings settings = new(PolicyRegistry.Standard.Find(policy)!, Need(policy), conf, cpus);
        Comparison comparison = LibraryComparer.Compare(open(), settings);
        Assert.That(comparison.IsExact, () => Explain(new DifferingCase(policy, open, settings), comparison));
    }

    /// <summary>A policy and its library do the same with a random case.</summary>
    public static void Check(string policy, RandomCase random)
    {
        byte[] text = random.TraceBytes();
        Check(policy, () => TraceFile.Open(new MemoryStream(text), "random", TraceReadOptions.Strict), random.Conf, random.Cpus);
    }

    private static string Explain(DifferingCase compared, Comparison comparison)
    {
        using StringWriter text = new();
        ComparisonReport.Write(compared, comparison, null, new AllocSim.Cli.Terminal(text, text));
        return text.ToString();
    }
}
