using System.Xml;
using System.Xml.Linq;
using AllocSim.Simulator.Allocation.Diagnosis;

namespace AllocSim.Allocator.Glibc.Diagnosis;

/// <summary>Reads figures of the XML that malloc_info prints. An element that is missing has 0; one that has no number is an error.</summary>
/// <param name="firstLine">The line of the file in which the XML begins.</param>
internal sealed class Sizes(int firstLine)
{
    /// <summary>Bytes of free chunks in a heap.</summary>
    public double Free(XElement heap) => Of(heap, "total", "fast") + Of(heap, "total", "rest");

    /// <summary>A figure of the elements of a type.</summary>
    /// <param name="parent">In which they stand.</param>
    /// <param name="element">Their name.</param>
    /// <param name="type">Their type.</param>
    /// <param name="attribute">The figure's name.</param>
    /// <exception cref="FormatException">It is no number, or less than 0.</exception>
    public double Of(XElement parent, string element, string type, string attribute = "size")
        => All(parent, element, type).Sum(each => DumpText.Figure(each.Attribute(attribute)?.Value ?? "", FormattableString.Invariant($"line {Line(each)}: {attribute} of <{element} type=\"{type}\">")));

    /// <summary>Bytes of the elements of a type, of which there has to be one.</summary>
    /// <exception cref="FormatException">There is none, or it has no number.</exception>
    public double Needed(XElement parent, string element, string type)
        => All(parent, element, type).Any() ? Of(parent, element, type)
            : throw new FormatException(FormattableString.Invariant($"line {Line(parent)}: <{element} type=\"{type}\" size=\"…\"/> of the whole is missing, which stands behind the last </heap>: the statistics are damaged"));

    private static IEnumerable<XElement> All(XElement parent, string element, string type) => parent.Elements(element).Where(each => each.Attribute("type")?.Value == type);

    private int Line(XElement element) => firstLine - 1 + ((IXmlLineInfo)element).LineNumber;
}
