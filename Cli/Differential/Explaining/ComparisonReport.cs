using System.Globalization;
using AllocSim.Cli.Differential.Comparing;

namespace AllocSim.Cli.Differential.Explaining;

/// <summary>Says what came of a comparison.</summary>
internal static class ComparisonReport
{
    /// <summary>Writes it: one line, or the first difference explained.</summary>
    /// <param name="compared">What was compared.</param>
    /// <param name="comparison">What came of it.</param>
    /// <param name="folder">Where the shortest trace goes; null for nowhere.</param>
    /// <param name="terminal">Who is told.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Write(DifferingCase compared, Comparison comparison, string? folder, Terminal terminal)
    {
        TextWriter output = terminal.Output;
        foreach (string problem in ((string[])[comparison.RecordsProblem, comparison.PagesProblem]).Where(problem => problem.Length > 0))
        {
            terminal.Say(problem);
        }

        if (comparison.IsExact && comparison.MissedLooks.Count > 0)
        {
            foreach (string missed in comparison.MissedLooks)
            {
                terminal.Say($"{compared.Name}: {missed}");
            }

            return ExitCode.BadInput;
        }

        if (comparison.IsExact)
        {
            output.WriteLine($"{compared.Name}: exact: {comparison.Counts()}");
            return ExitCode.Done;
        }

        if (comparison.End is { } end)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{compared.Name}: in operation {end.Index} {end.Words}; exact until then: {comparison.Counts()}"));
            return ExitCode.BadInput;
        }

        if (comparison.Refusal is { } refusal)
        {
            output.WriteLine($"{compared.Name}: {refusal}; exact until then: {comparison.Counts()}");
            return ExitCode.BadInput;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{compared.Name}: differs in operation {comparison.Difference!.Index}; everything before it is equal"));
        DifferenceStory.Write(output, compared, comparison);
        ShortestTrace.Write(compared, comparison, folder, terminal);
        return ExitCode.Failed;
    }
}
