using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using AllocSim.Simulator.Allocation.Diagnosis;
using AllocSim.Simulator.Text;

namespace AllocSim.Allocator.Glibc.Diagnosis;

/// <summary>Reads the XML that malloc_info prints.</summary>
internal sealed partial class MallocInfoReader : IDumpReader
{
    private const double Noticeable = 0.1;
    private const double LeastBytes = 65536;

    /// <summary>The reader.</summary>
    public static MallocInfoReader Instance { get; } = new();

    /// <inheritdoc/>
    public string Name => "glibc's malloc_info";

    /// <inheritdoc/>
    public bool Recognises(string text) => text.Contains("<malloc version=", StringComparison.Ordinal);

    /// <inheritdoc/>
    public Simulator.Allocation.Diagnosis.Diagnosis Diagnose(string text)
    {
        DumpText dump = DumpText.Of(text, Head());
        XElement root = Read(dump);
        XElement[] heaps = [.. root.Elements("heap")];
        if (heaps.Length == 0)
        {
            throw new FormatException(FormattableString.Invariant($"line {dump.FirstLine}: no <heap> stands between <malloc> and </malloc>; malloc_info writes one for each arena"));
        }

        Sizes sizes = new(dump.FirstLine);
        double system = sizes.Needed(root, "system", "current");
        double peak = sizes.Of(root, "system", "max");
        double mapped = sizes.Of(root, "total", "mmap");
        double free = sizes.Of(root, "total", "fast") + sizes.Needed(root, "total", "rest");
        if (free > system)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"line {dump.FirstLine}: <total type=\"fast\"> and <total type=\"rest\"> of the whole are {free:0} bytes, where at most <system type=\"current\"> would be right, which is {system:0}: the statistics are damaged"));
        }

        double held = Math.Max(0, system - free);
        double used = Math.Max(1, held);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"glibc, {heaps.Length} {(heaps.Length == 1 ? "arena" : "arenas")}"),
            $"used {Quantity.Bytes(held + mapped)}, free chunks {Quantity.Bytes(free)}, from the system {Quantity.Bytes(system)} and {Quantity.Bytes(mapped)} in mapped chunks, at its peak {Quantity.Bytes(peak)}",
            [.. ((Finding?[])[Free(heaps, free, used, sizes), Arenas(heaps, used, sizes), Fast(root, used, sizes), Mapped(root, mapped, used, sizes), Peak(system, peak)]).OfType<Finding>()])
        {
            Remark = dump.Remark,
        };
    }

    private static XElement Read(DumpText dump)
    {
        int end = dump.Text.IndexOf("</malloc>", StringComparison.Ordinal);
        if (end < 0)
        {
            throw new FormatException("the XML is cut off: </malloc> is missing");
        }

        try
        {
            return XElement.Parse(dump.Text[..(end + "</malloc>".Length)], LoadOptions.SetLineInfo);
        }
        catch (XmlException e)
        {
            throw new FormatException(FormattableString.Invariant($"line {e.LineNumber + dump.FirstLine - 1}: the XML is damaged"), e);
        }
    }

    private static Finding? Free(XElement[] heaps, double free, double used, Sizes sizes)
    {
        XElement? worst = heaps.MaxBy(sizes.Free);
        return Held(free, used) && worst is not null
            ? new("free chunks", string.Create(CultureInfo.InvariantCulture, $"{Quantity.Bytes(free)} in free chunks below live ones, {Quantity.Percent(free / used)} of what is used, most in arena {worst.Attribute("nr")?.Value ?? "0"} ({Quantity.Bytes(sizes.Free(worst))}); only the top of an arena goes back"), free, "glibc.malloc.trim_threshold lower gives the top back; malloc_trim(0) gives back whole pages inside; glibc.malloc.mmap_threshold lower keeps large blocks out")
            : null;
    }

    // What arenas and fast bins hold is a part of the free chunks, whose finding has the cost.
    private static Finding? Arenas(XElement[] heaps, double used, Sizes sizes)
    {
        double others = heaps.Skip(1).Sum(heap => sizes.Of(heap, "system", "current"));
        double idle = heaps.Skip(1).Sum(sizes.Free);
        return heaps.Length >= 4 && Held(idle, used)
            ? new("arenas", string.Create(CultureInfo.InvariantCulture, $"{heaps.Length} arenas; those beside the first took {Quantity.Bytes(others)}, {Quantity.Bytes(idle)} of it free"), 0, "glibc.malloc.arena_max=2")
            : null;
    }

    private static Finding? Fast(XElement root, double used, Sizes sizes)
    {
        double fast = sizes.Of(root, "total", "fast");
        return Held(fast, used) ? new("fast bins", $"{Quantity.Bytes(fast)} in fast bins, whose chunks are not joined with their neighbours", 0, "glibc.malloc.mxfast=0") : null;
    }

    private static Finding? Mapped(XElement root, double mapped, double used, Sizes sizes)
    {
        double count = sizes.Of(root, "total", "mmap", "count");
        return count >= 1000
            ? new("mapped chunks", string.Create(CultureInfo.InvariantCulture, $"{Quantity.Count((long)count)} chunks have a mapping each, {Quantity.Bytes(mapped)} together, {Quantity.Percent(mapped / used)} of what the heap uses; each costs calls, faults and up to a page"), Math.Min(mapped, count * 4096) / 2, "glibc.malloc.mmap_threshold higher")
            : null;
    }

    private static Finding? Peak(double system, double peak)
        => peak > 2 * system && peak - system > 64 * LeastBytes ? new("a peak that is over", $"at its peak the heap was {Quantity.Bytes(peak)}, now it is {Quantity.Bytes(system)}: memory was given back", 0, "none needed") : null;

    private static bool Held(double bytes, double used) => bytes > Noticeable * used && bytes > LeastBytes;

    [GeneratedRegex("<malloc version=")]
    private static partial Regex Head();
}
