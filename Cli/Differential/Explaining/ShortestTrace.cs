using System.Globalization;
using AllocSim.Cli.Differential.Comparing;
using AllocSim.Cli.Runs;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Text;
using AllocSim.Workloads.Sinks;

namespace AllocSim.Cli.Differential.Explaining;

/// <summary>Finds the shortest trace that still shows a difference, and leaves it for a reader.</summary>
internal static class ShortestTrace
{
    private const int TriesMax = 4_000;
    private const long OperationsMax = 20_000_000;

    // What lies behind the difference may show it, too, without all that lies before.
    private const long TailFactor = 2;
    private const long TailOperations = 10_000;

    /// <summary>Shortens and writes.</summary>
    /// <param name="compared">What differs.</param>
    /// <param name="comparison">How.</param>
    /// <param name="folder">Where shortest.txt and difference.txt go; null to say only that they can be had.</param>
    /// <param name="terminal">Who is told.</param>
    public static void Write(DifferingCase compared, Comparison comparison, string? folder, Terminal terminal)
    {
        Difference difference = comparison.Difference!;
        if (folder is null)
        {
            terminal.Say("--out DIR writes the shortest trace that still differs");
            return;
        }

        if (difference.Index >= OperationsMax)
        {
            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"a trace of {difference.Index + 1} {Quantity.Noun(difference.Index + 1, "operation")} is not shortened; slice it first (trace slice)"));
            return;
        }

        DifferingCase shortest = Find(compared, difference, terminal);
        Comparison again = LibraryComparer.Compare(shortest.OpenTrace(), shortest.Settings);
        using OutputSet outputs = new();
        string partial = outputs.Addition(folder);
        long count;
        using (ITraceSource source = shortest.OpenTrace())
        using (TextSink sink = new(Path.Combine(partial, "shortest.txt"), gzip: false))
        {
            count = TraceOutput.Copy(source, sink);
        }

        using (StreamWriter text = new(Path.Combine(partial, "difference.txt")) { NewLine = "\n" })
        {
            text.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{compared.Name}: shortest.txt differs in operation {again.Difference?.Index}"));
            if (again.Difference is not null)
            {
                DifferenceStory.Write(text, shortest, again);
            }

            text.WriteLine("options in force:");
            foreach ((string name, string value) in compared.Settings.Policy.Check(compared.Settings.Conf).Effective)
            {
                text.WriteLine($"  {name} {value}");
            }
        }

        outputs.Commit();
        terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{Path.Combine(folder, "shortest.txt")} has {count} {Quantity.Noun(count, "operation")} and still differs; difference.txt beside it tells how"));
    }

    /// <summary>The shortest case found that differs in the same kind of thing.</summary>
    public static DifferingCase Find(DifferingCase compared, Difference difference, Terminal terminal)
    {
        ShorteningProbe probe = new(compared.Settings, difference.Kind, terminal);
        ListedCase whole;
        using (ITraceSource source = compared.OpenTrace())
        {
            long count = difference.Index + 1;
            whole = new ListedCase(ListedTrace.Read(source, difference.Kind is DifferenceKind.Pages or DifferenceKind.Records ? count : Math.Min((TailFactor * count) + TailOperations, OperationsMax)), [.. source.Names]);
        }

        ListedCase shortest = probe.Shorten(whole, TriesMax);
        if (shortest.Operations.Count >= TraceShortener.ShortOperations)
        {
            shortest = RandomShortest.Find(probe, shortest);
        }

        return new DifferingCase(compared.Name, () => new ListedTrace(shortest.Operations, shortest.Names), probe.Settings);
    }
}
