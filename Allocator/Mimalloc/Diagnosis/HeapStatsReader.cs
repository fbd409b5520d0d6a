using System.Globalization;
using System.Text.RegularExpressions;
using AllocSim.Simulator.Allocation.Diagnosis;
using AllocSim.Simulator.Text;

namespace AllocSim.Allocator.Mimalloc.Diagnosis;

/// <summary>Reads the table that mi_stats_print prints, of versions 1 and 2.</summary>
internal sealed partial class HeapStatsReader : IDumpReader
{
    private const double LeastBytes = 65536;

    /// <summary>The reader.</summary>
    public static HeapStatsReader Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "mimalloc's mi_stats_print of versions 1 and 2";

    /// <inheritdoc/>
    public bool Recognises(string text) => text.Contains("heap stats:", StringComparison.Ordinal) && text.Contains("committed:", StringComparison.Ordinal);

    /// <inheritdoc/>
    public Simulator.Allocation.Diagnosis.Diagnosis Diagnose(string text)
    {
        Dictionary<string, (double Peak, double Current)> rows = [];
        DumpText dump = DumpText.Of(text, Head());

        // Before 1.7 there was no column of what is there now.
        bool hasCurrent = dump.Count == 0 || dump.Text.AsSpan(0, Math.Max(0, dump.Text.IndexOf('\n', StringComparison.Ordinal))).Contains("current", StringComparison.Ordinal);
        foreach (Match match in Row().Matches(dump.Text))
        {
            if (hasCurrent && !match.Groups[5].Success)
            {
                continue; // Cut off.
            }

            string name = match.Groups[1].Value.Trim();
            double current = hasCurrent ? Bytes(match, 5, name) : Bytes(match, 3, name) - Bytes(match, 4, name);
            if (name is "committed" or "reserved" or "malloc req")
            {
                string line = FormattableString.Invariant($"line {dump.FirstLine + dump.Text.AsSpan(0, match.Groups[1].Index).Count('\n')}: bytes of '{name}'");
                DumpText.Figure(Bytes(match, 2, name), line + " at the peak");
                DumpText.Figure(current, line + " now");
            }

            rows.TryAdd(name, (Bytes(match, 2, name), current));
        }

        if (!rows.TryGetValue("committed", out (double Peak, double Current) committed))
        {
            throw new FormatException("the row 'committed' is missing or cut off");
        }

        double rss = Process().Match(dump.Text) is { Success: true } process ? Bytes(process, 1, "rss") : 0;
        double live = rows.GetValueOrDefault("malloc req").Current is > 0 and double requested ? requested : rows.GetValueOrDefault("touched").Current;
        double reserved = rows.GetValueOrDefault("reserved").Current;
        double abandoned = Math.Max(0, rows.GetValueOrDefault("-abandoned").Current);
        return new(
            "mimalloc",
            $"committed {Quantity.Bytes(committed.Current)} (peak {Quantity.Bytes(committed.Peak)}){(rows.ContainsKey("reserved") ? $", reserved {Quantity.Bytes(reserved)}" : "")}{(rss > 0 ? $", resident {Quantity.Bytes(rss)}" : "")}{(live > 0 ? $", live {Quantity.Bytes(live)}" : "")}",
            [.. ((Finding?[])[
                live > 0 && committed.Current > 1.5 * live && committed.Current - live > LeastBytes ? new("committed beyond live", $"{Quantity.Bytes(committed.Current - live)} committed that no object has", committed.Current - live, "MIMALLOC_DECOMMIT_DELAY=0, or MIMALLOC_PAGE_RESET=1") : null,
                committed.Peak > 2 * committed.Current && committed.Peak - committed.Current > 64 * LeastBytes ? new("a peak that is over", $"at its peak {Quantity.Bytes(committed.Peak)} were committed, now {Quantity.Bytes(committed.Current)}", 0, "none needed") : null,
                rss > 1.5 * committed.Current && rss - committed.Current > 64 * LeastBytes ? new("resident beyond the books", $"{Quantity.Bytes(rss - committed.Current)} resident that mimalloc did not commit: other memory of the process, or decommitted memory that the system has not taken yet", rss - committed.Current, "MIMALLOC_DECOMMIT_DELAY=0; look at the rest of the process") : null,
                abandoned > 0 ? new("abandoned segments", $"{Quantity.Count((long)abandoned, "segment")} or pages of threads that ended wait for another thread to take them", 0, "MIMALLOC_ABANDONED_PAGE_DECOMMIT=1") : null]).OfType<Finding>()])
        {
            Remark = dump.Remark,
        };
    }

    /// <summary>A figure such as 96.0 MiB, 96.0 mb as older versions print it, or 1.5 K where it counts; 0 where it is none. Below 0 is what others freed of a thread's.</summary>
    private static double Bytes(Match row, int group, string name)
    {
        Match match = Amount().Match(row.Groups[group].Value.Trim());
        double factor = match.Groups[2].Value.ToUpperInvariant() is [var unit, ..] ? Math.Pow(1024, 1 + "KMGT".IndexOf(unit, StringComparison.Ordinal)) : 1;
        return match.Success ? DumpText.Figure(double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * factor, $"'{name}'", double.MinValue) : 0;
    }

    [GeneratedRegex(@"heap stats:.*peak")]
    private static partial Regex Head();

    [GeneratedRegex(@"^\s*(-?[a-z][a-z ]*):\s+(-?\d+(?:\.\d+)?(?: (?:[KMGT]i?B?|B))?)\s+(-?\d+(?:\.\d+)?(?: (?:[KMGT]i?B?|B))?)\s+(-?\d+(?:\.\d+)?(?: (?:[KMGT]i?B?|B))?)(?:\s+(-?\d+(?:\.\d+)?(?: (?:[KMGT]i?B?|B))?)(?=\s|$))?", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Row();

    [GeneratedRegex(@"rss: (\d+(?:\.\d+)?(?: (?:[KMGT]i?B?|B))?)", RegexOptions.IgnoreCase)]
    private static partial Regex Process();

    [GeneratedRegex(@"^(-?\d+(?:\.\d+)?)\s*([KMGT]i?)?B?$", RegexOptions.IgnoreCase)]
    private static partial Regex Amount();
}
