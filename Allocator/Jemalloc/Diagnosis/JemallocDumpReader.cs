using System.Text.RegularExpressions;
using AllocSim.Simulator.Allocation.Diagnosis;
using AllocSim.Simulator.Text;

namespace AllocSim.Allocator.Jemalloc.Diagnosis;

/// <summary>Reads what malloc_stats_print prints, text or JSON, of releases 2.1 to 5.3.1.</summary>
internal sealed partial class JemallocDumpReader : IDumpReader
{
    /// <summary>The reader.</summary>
    public static JemallocDumpReader Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "jemalloc's malloc_stats_print, text or JSON";

    /// <inheritdoc/>
    public bool Recognises(string text)
        => JsonHead().IsMatch(text) || text.Contains("Begin jemalloc statistics", StringComparison.Ordinal) || text.Contains("Merged arenas stats", StringComparison.Ordinal)
            || (text.Contains("Allocated: ", StringComparison.Ordinal) && text.Contains(", active: ", StringComparison.Ordinal));

    /// <inheritdoc/>
    public Simulator.Allocation.Diagnosis.Diagnosis Diagnose(string text)
    {
        (DumpText found, bool isJson) = Find(text);
        JemallocDump dump = Read(found, isJson);
        if (dump["allocated"] is null)
        {
            throw new FormatException($"the totals are missing ({(isJson ? "stats: allocated" : "Allocated: …, active: …, mapped: …")}): the dump begins too late or ends too soon");
        }

        string chain = string.Join(", ", JemallocLaws.Totals.Where(name => dump[name] is not null).Select(name => $"{name} {Quantity.Bytes(dump[name])}"));
        bool isCut = !isJson && found.Count > 0 && !HasEnd(found);
        return new($"jemalloc{(dump.Release.Length == 0 ? "" : " " + dump.Release)}", chain, JemallocFindings.Of(dump))
        {
            Figures = [.. ((string[])["allocated", "active", "resident"]).Where(name => dump[name] is not null).Select(name => KeyValuePair.Create(name, dump[name]!.Value))],
            Remark = found.RemarkAfter(isCut ? "It is cut off before its end: what would stand there is not spoken of" : ""),
        };
    }

    /// <inheritdoc/>
    public ProgramLoad? Load(string text)
    {
        (DumpText found, bool isJson) = Find(text);
        return isJson
            ? JemallocLoad.Of(Read(found, isJson), JsonDump.ReadArenas(found), isWhole: true)
            : JemallocLoad.Of(Read(found, isJson), [.. JemallocLoad.Sections(found.Text, found.FirstLine).Select(section => TextDump.Read(section.Text, section.FirstLine))], HasEnd(found));
    }

    private static JemallocDump Read(DumpText found, bool isJson)
    {
        JemallocDump dump = isJson ? JsonDump.Read(found) : TextDump.Read(found.Text, found.FirstLine);
        JemallocLaws.Check(dump);
        return dump;
    }

    private static bool HasEnd(DumpText found) => found.Text.Contains("End jemalloc statistics", StringComparison.Ordinal);

    private static (DumpText Found, bool IsJson) Find(string text)
        => DumpText.Of(text, JsonHead()) is { Count: > 0 } json ? (json, true) : (DumpText.Of(text, TextHead()), false);

    // Between the brace and the name there can be what a log puts before each line.
    [GeneratedRegex(@"\{[^{}""]*""jemalloc""\s*:")]
    private static partial Regex JsonHead();

    [GeneratedRegex(@"(?:___ )?Begin jemalloc statistics")]
    private static partial Regex TextHead();
}
