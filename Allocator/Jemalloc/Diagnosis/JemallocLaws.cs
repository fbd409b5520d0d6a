using System.Globalization;
using AllocSim.Simulator.Text;

namespace AllocSim.Allocator.Jemalloc.Diagnosis;

/// <summary>What figures of a dump cannot be beside one another.</summary>
internal static class JemallocLaws
{
    /// <summary>Threads go on while the figures are collected, one after the other: so much of one may come in between.</summary>
    private const double Tolerance = 1.0 / 16;

    private const double SlackBytes = 1 << 20;

    /// <summary>The totals, what the program asked for first.</summary>
    public static IReadOnlyList<string> Totals { get; } = ["allocated", "active", "metadata", "resident", "mapped", "retained"];

    /// <summary>Looks whether each figure can be beside the others.</summary>
    /// <exception cref="FormatException">It cannot; the message says which, and what would be right.</exception>
    public static void Check(JemallocDump dump)
    {
        if (dump["page"] is { } page && page < 1)
        {
            throw new FormatException(FormattableString.Invariant($"'page' is {page}, where the bytes of a page would be right: the statistics are damaged"));
        }

        AtMost(dump, "allocated", "active");
        AtMost(dump, "active", "resident");
    }

    private static void AtMost(JemallocDump dump, string part, string whole)
    {
        if (dump[part] is { } inside && dump[whole] is { } all && inside > (all * (1 + Tolerance)) + SlackBytes)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"'{part}' is {inside:0} ({Quantity.Bytes(inside)}), where at most '{whole}' would be right, which is {all:0}: the statistics are damaged"));
        }
    }
}
