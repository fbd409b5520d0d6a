using System.Globalization;

namespace AllocSim.Cli.Parsing;

/// <summary>Reads a set of CPUs as Linux writes them: 2-3,6.</summary>
internal static class CpuSetArgument
{
    private const int CpuMax = 4095;

    /// <summary>The CPUs, ascending, each once. What is wrong is an error of the command.</summary>
    public static IReadOnlyList<int> Read(string text, Arguments arguments)
    {
        SortedSet<int> set = [];
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !TryRead(ends[0], out int first) || !TryRead(ends[^1], out int last) || last < first)
            {
                arguments.AddError($"--cpu-set {text}: '{part}' is neither a CPU nor a range of CPUs; expected numbers from 0 to {CpuMax}, as in 2-3,6");
                return [];
            }

            set.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return [.. set];
    }

    private static bool TryRead(string text, out int cpu) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out cpu) && cpu <= CpuMax;
}
