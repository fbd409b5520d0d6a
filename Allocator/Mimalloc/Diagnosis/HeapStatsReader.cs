using System.Globalization;
using System.Text.RegularExpressions;
using AllocSim.Simulator.Allocation.Diagnosis;
using AllocSim.Simulator.Text;

namespace AllocSim.Allocator.Mimalloc.Diagnosis;

/// <summary>Reads the table that mi_stats_print prints, of versions 1.7 to 2.</summary>
internal sealed partial class HeapStatsReader : IDumpReader
{
    private const double LeastBytes = 65536;

    /// <summary>The reader.</summary>
    public static HeapStatsReader Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "mimalloc's mi_stats_print";

    /// <inheritdoc/>
    public bool Recognises(string text) => text.Contains("heap stats:", StringComparison.Ordinal) && text.Contains("committed:", StringComparison.Ordinal);

    /// <inheritdoc/>
    public Simulator.Allocation.Diagnosis.Diagnosis Diagnose(string text)
    {
        Dictionary<string, (double Peak, double Current)> rows = [];
        foreach (Match match in Row().Matches(text))
        {
            rows.TryAdd(match.Groups[1].Value.Trim(), (Bytes(match.Groups[2].Value), Bytes(match.Groups[5].Value)));
        }

        if (!rows.TryGetValue("committed", out (double Peak, double Current) committed))
        {
            throw new FormatException("the row 'committed' is missing or cut off");
        }

        double rss = Process().Match(text) is { Success: true } process ? Bytes(process.Groups[1].Value) : 0;
        double live = rows.GetValueOrDefault("malloc req").Current is > 0 and double requested ? requested : rows.GetValueOrDefault("touched").Current;
        double reserved = rows.GetValueOrDefault("reserved").Current;
        double abandoned = Math.Max(0, rows.GetValueOrDefault("-abandoned").Current);
        return new(
            "mimalloc",
            $"committed {Quantity.Bytes(committed.Current)} (peak {Quantity.Bytes(committed.Peak)}), reserved {Quantity.Bytes(reserved)}{(rss > 0 ? $", resident {Quantity.Bytes(rss)}" : "")}{(live > 0 ? $", live {Quantity.Bytes(live)}" : "")}",
            [.. ((Finding?[])[
                live > 0 && committed.Current > 1.5 * live && committed.Current - live > LeastBytes ? new("committed beyond live", $"{Quantity.Bytes(committed.Current - live)} committed that no object has", committed.Current - live, "MIMALLOC_DECOMMIT_DELAY=0, or MIMALLOC_PAGE_RESET=1") : null,
                committed.Peak > 2 * committed.Current && committed.Peak - committed.Current > 64 * LeastBytes ? new("a peak that is over", $"at its peak {Quantity.Bytes(committed.Peak)} were committed, now {Quantity.Bytes(committed.Current)}", 0, "none needed") : null,
                rss > 1.5 * committed.Current && rss - committed.Current > 64 * LeastBytes ? new("resident beyond the books", $"{Quantity.Bytes(rss - committed.Current)} resident that mimalloc did not commit: other memory of the process, or decommitted memory that the system has not taken yet", rss - committed.Current, "MIMALLOC_DECOMMIT_DELAY=0; look at the rest of the process") : null,
                abandoned > 0 ? new("abandoned segments", string.Create(CultureInfo.InvariantCulture, $"{abandoned:0} segments or pages of threads that ended wait for another thread to take them"), 0, "MIMALLOC_ABANDONED_PAGE_DECOMMIT=1") : null]).OfType<Finding>()]);
    }

    /// <summary>A figure such as 96.0 MiB, or 1.5 Mi as versions before 2 print it; -1 where it is none.</summary>
    private static double Bytes(string text)
    {
        Match match = Amount().Match(text.Trim());
        double factor = match.Groups[2].Value switch { "Ki" or "K" => 1024, "Mi" or "M" => 1 << 20, "Gi" or "G" => 1 << 30, "Ti" or "T" => 1L << 40, _ => 1 };
        return match.Success ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * factor : 0;
    }

    [GeneratedRegex(@"^\s*(-?[a-z][a-z ]*):\s+(-?[\d.]+(?: [KMGT]i?B?)?)\s+(-?[\d.]+(?: [KMGT]i?B?)?)\s+(-?[\d.]+(?: [KMGT]i?B?)?)\s+(-?[\d.]+(?: [KMGT]i?B?)?)", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"rss: ([\d.]+(?: [KMGT]i?B?)?)")]
    private static partial Regex Process();

    [GeneratedRegex(@"^(-?[\d.]+)\s*([KMGT]i?)?B?$")]
    private static partial Regex Amount();
}
