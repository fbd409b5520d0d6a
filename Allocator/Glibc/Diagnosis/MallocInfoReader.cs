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

        double system = Total(root, "system", "current");
        double peak = Total(root, "system", "max");
        double mapped = Total(root, "total", "mmap");
        double free = Total(root, "total", "fast") + Total(root, "total", "rest");
        double held = Math.Max(0, system - free);
        double used = Math.Max(1, held);
        return new(
            string.Create(CultureInfo.InvariantCulture, $"glibc, {heaps.Length} {(heaps.Length == 1 ? "arena" : "arenas")}"),
            $"used {Quantity.Bytes(held + mapped)}, free chunks {Quantity.Bytes(free)}, from the system {Quantity.Bytes(system)} and {Quantity.Bytes(mapped)} in mapped chunks, at its peak {Quantity.Bytes(peak)}",
            [.. ((Finding?[])[Free(heaps, free, used), Arenas(heaps, used), Fast(root, used), Mapped(root, mapped, used), Peak(system, peak)]).OfType<Finding>()])
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
            return XElement.Parse(dump.Text[..(end + "</malloc>".Length)]);
        }
        catch (XmlException e)
        {
            throw new FormatException(FormattableString.Invariant($"line {e.LineNumber + dump.FirstLine - 1}: the XML is damaged"), e);
        }
    }

    private static Finding? Free(XElement[] heaps, double free, double used)
    {
        XElement? worst = heaps.MaxBy(Free);
        return Held(free, used) && worst is not null
            ? new("free chunks", string.Create(CultureInfo.InvariantCulture, $"{Quantity.Bytes(free)} in free chunks below live ones, {Quantity.Percent(free / used)} of what is used, most in arena {worst.Attribute("nr")?.Value ?? "0"} ({Quantity.Bytes(Free(worst))}); only the top of an arena goes back"), free, "glibc.malloc.trim_threshold lower gives the top back; malloc_trim(0) gives back whole pages inside; glibc.malloc.mmap_threshold lower keeps large blocks out")
            : null;
    }

    private static Finding? Arenas(XElement[] heaps, double used)
    {
        double others = heaps.Skip(1).Sum(heap => Total(heap, "system", "current"));
        double idle = heaps.Skip(1).Sum(Free);
        return heaps.Length >= 4 && Held(idle, used)
            ? new("arenas", string.Create(CultureInfo.InvariantCulture, $"{heaps.Length} arenas; those beside the first took {Quantity.Bytes(others)}, {Quantity.Bytes(idle)} of it free"), idle, "glibc.malloc.arena_max=2")
            : null;
    }

    private static Finding? Fast(XElement root, double used)
    {
        double fast = Total(root, "total", "fast");
        return Held(fast, used) ? new("fast bins", $"{Quantity.Bytes(fast)} in fast bins, whose chunks are not joined with their neighbours", fast, "glibc.malloc.mxfast=0") : null;
    }

    private static Finding? Mapped(XElement root, double mapped, double used)
    {
        double count = root.Elements("total").Where(total => total.Attribute("type")?.Value == "mmap").Sum(total => Number(total, "count"));
        return count >= 1000
            ? new("mapped chunks", string.Create(CultureInfo.InvariantCulture, $"{Quantity.Count((long)count)} chunks have a mapping each, {Quantity.Bytes(mapped)} together, {Quantity.Percent(mapped / used)} of what the heap uses; each costs calls, faults and up to a page"), count * 4096 / 2, "glibc.malloc.mmap_threshold higher")
            : null;
    }

    private static Finding? Peak(double system, double peak)
        => peak > 2 * system && peak - system > 64 * LeastBytes ? new("a peak that is over", $"at its peak the heap was {Quantity.Bytes(peak)}, now it is {Quantity.Bytes(system)}: memory was given back", 0, "none needed") : null;

    private static double Free(XElement heap) => Total(heap, "total", "fast") + Total(heap, "total", "rest");

    private static double Total(XElement parent, string element, string type) => parent.Elements(element).Where(each => each.Attribute("type")?.Value == type).Sum(each => Number(each, "size"));

    private static double Number(XElement element, string attribute) => double.TryParse(element.Attribute(attribute)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out double value)
        ? DumpText.Figure(value, $"{attribute} of <{element.Name} type=\"{element.Attribute("type")?.Value}\">") : 0;

    private static bool Held(double bytes, double used) => bytes > Noticeable * used && bytes > LeastBytes;

    [GeneratedRegex("<malloc version=")]
    private static partial Regex Head();
}
