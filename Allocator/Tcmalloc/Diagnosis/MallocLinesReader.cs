using System.Globalization;
using System.Text.RegularExpressions;
using AllocSim.Simulator.Allocation.Diagnosis;
using AllocSim.Simulator.Text;

namespace AllocSim.Allocator.Tcmalloc.Diagnosis;

/// <summary>Reads the lines that begin with MALLOC:, of gperftools' tcmalloc and of Google's.</summary>
internal sealed partial class MallocLinesReader : IDumpReader
{
    private const double Noticeable = 0.1;
    private const double LeastBytes = 65536;
    private const string Released = "Bytes released to OS (aka unmapped)";

    /// <summary>The reader.</summary>
    public static MallocLinesReader Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "tcmalloc's statistics";

    /// <inheritdoc/>
    public bool Recognises(string text) => text.Contains("MALLOC:", StringComparison.Ordinal);

    /// <inheritdoc/>
    public Simulator.Allocation.Diagnosis.Diagnosis Diagnose(string text)
    {
        DumpText dump = DumpText.Of(text, Head());
        Dictionary<string, double> lines = new(StringComparer.Ordinal);
        foreach (Match match in Line().Matches(dump.Text))
        {
            string name = match.Groups[2].Value.Trim();
            lines.TryAdd(name, DumpText.Figure(match.Groups[1].Value, FormattableString.Invariant($"line {dump.FirstLine + dump.Text.AsSpan(0, match.Index).Count('\n')}: '{name}'")));
        }

        if (!lines.TryGetValue("Bytes in use by application", out double inUse))
        {
            throw new FormatException("the line 'Bytes in use by application' is missing: the dump begins too late or ends too soon");
        }

        double used = Math.Max(1, inUse);
        double free = lines.GetValueOrDefault("Bytes in page heap freelist");
        double central = lines.GetValueOrDefault("Bytes in central cache freelist") + lines.GetValueOrDefault("Bytes in transfer cache freelist");
        double caches = lines.GetValueOrDefault("Bytes in thread cache freelists") + lines.GetValueOrDefault("Bytes in per-CPU cache freelist");
        double metadata = lines.GetValueOrDefault("Bytes in malloc metadata");
        (string Name, string Line, double Bytes)[] chain =
        [
            ("free pages", "Bytes in page heap freelist", free), ("central and transfer caches", "Bytes in central cache freelist", central),
            ("thread caches", lines.ContainsKey("Bytes in thread cache freelists") ? "Bytes in thread cache freelists" : "Bytes in per-CPU cache freelist", caches),
            ("metadata", "Bytes in malloc metadata", metadata), ("given back", Released, lines.GetValueOrDefault(Released)),
        ];
        string[] missing = [.. chain.Where(each => !lines.ContainsKey(each.Line)).Select(each => each.Name)];
        return new(
            "tcmalloc",
            $"used {Quantity.Bytes(inUse)}{string.Concat(chain.Where(each => lines.ContainsKey(each.Line)).Select(each => $", {each.Name} {Quantity.Bytes(each.Bytes)}"))}",
            [.. ((Finding?[])[
                Held(free, used) ? new("free pages", $"{Quantity.Bytes(free)} of free pages are kept, {Quantity.Percent(free / used)} of what is used", free, "TCMALLOC_RELEASE_RATE=10, or TCMALLOC_AGGRESSIVE_DECOMMIT=true; MallocExtension::ReleaseFreeMemory once") : null,
                Held(central, used) ? new("half empty spans", $"{Quantity.Bytes(central)} of free objects in spans beside live ones; a span goes back when all its objects are free", central, "fewer lifetimes in a size class; TCMALLOC_TRANSFER_NUM_OBJ lower keeps less in transfer caches") : null,
                caches > 0.05 * used && caches > LeastBytes ? new("thread caches", $"{Quantity.Bytes(caches)} in threads' caches{(lines.GetValueOrDefault("Thread heaps in use") is > 0 and double heaps ? string.Create(CultureInfo.InvariantCulture, $" of {Quantity.Count((long)heaps, "thread")}") : "")}, {Quantity.Percent(caches / used)} of what is used", caches, "TCMALLOC_MAX_TOTAL_THREAD_CACHE_BYTES lower (32 MiB)") : null,
                Held(metadata, used) ? new("metadata", $"{Quantity.Bytes(metadata)} of records, {Quantity.Percent(metadata / used)} of what is used; they grow with spans and are never given back", metadata, "none; fewer, larger blocks") : null]).OfType<Finding>()])
        {
            Remark = dump.RemarkAfter(missing.Length == 0 ? "" : $"Its lines of {string.Join(", ", missing)} are missing, so that these are not spoken of"),
        };
    }

    private static bool Held(double bytes, double used) => bytes > Noticeable * used && bytes > LeastBytes;

    [GeneratedRegex(@"^[ \t]*MALLOC:[ \t]*[+=]?[ \t]*(\S+)(?:\s*\([^)]*\))?\s+((?:Bytes (?:in|released)|Thread heaps) .*?)\s*$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"MALLOC:.*Bytes in use by application")]
    private static partial Regex Head();
}
