using AllocSim.Simulator.Allocation.Diagnosis;
using AllocSim.Simulator.Text;

namespace AllocSim.Allocator.Jemalloc.Diagnosis;

/// <summary>Reads what malloc_stats_print prints, text or JSON, of releases 2.1 to 5.3.1.</summary>
internal sealed class JemallocDumpReader : IDumpReader
{
    /// <summary>The reader.</summary>
    public static JemallocDumpReader Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "jemalloc's malloc_stats_print, text or JSON";

    /// <inheritdoc/>
    public bool Recognises(string text)
        => IsJson(text) || text.Contains("Begin jemalloc statistics", StringComparison.Ordinal) || text.Contains("Merged arenas stats", StringComparison.Ordinal)
            || (text.Contains("Allocated: ", StringComparison.Ordinal) && text.Contains(", active: ", StringComparison.Ordinal));

    /// <inheritdoc/>
    public Simulator.Allocation.Diagnosis.Diagnosis Diagnose(string text)
    {
        JemallocDump dump = IsJson(text) ? JsonDump.Read(text) : TextDump.Read(text);
        if (dump["allocated"] is null)
        {
            throw new FormatException("the totals are missing (Allocated: …, active: …, mapped: …): the dump begins too late or ends too soon");
        }

        string chain = string.Join(", ", ((string[])["allocated", "active", "metadata", "resident", "mapped", "retained"]).Where(name => dump[name] is not null).Select(name => $"{name} {Quantity.Bytes(dump[name])}"));
        string release = dump.Version.Split('-')[0];
        return new($"jemalloc{(release.Length == 0 ? "" : " " + release)}", chain, JemallocFindings.Of(dump))
        {
            Figures = [.. ((string[])["allocated", "active", "resident"]).Where(name => dump[name] is not null).Select(name => KeyValuePair.Create(name, dump[name]!.Value))],
        };
    }

    /// <inheritdoc/>
    public ProgramLoad? Load(string text) => IsJson(text)
        ? JemallocLoad.Of(JsonDump.Read(text), JsonDump.ReadArenas(text))
        : JemallocLoad.Of(TextDump.Read(text), [.. JemallocLoad.Sections(text).Select(TextDump.Read)]);

    private static bool IsJson(string text) => text.TrimStart().StartsWith('{') && text.Contains("\"jemalloc\"", StringComparison.Ordinal);
}
