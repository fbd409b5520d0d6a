using AllocSim.Reports.Charts;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Reports.Html.Sections;

/// <summary>A part of the page: a heading, what a reader sees below it, and the charts that belong there.</summary>
/// <param name="Kind">What charts say that stand here by themselves.</param>
/// <param name="Id">Anchor.</param>
/// <param name="Heading">Heading.</param>
/// <param name="Words">How to read it, in a sentence or two.</param>
/// <param name="Charts">Names of charts, in order; one that ends in <c>*</c> stands for all that begin so.</param>
internal sealed record PageSection(ChartSection Kind, string Id, string Heading, string Words, params IReadOnlyList<string> Charts)
{
    /// <summary>The sections, in the order of the page. Charts that none of them names go into the last one.</summary>
    public static readonly IReadOnlyList<PageSection> All =
    [
        new(ChartSection.Memory, "memory", "Memory", "From what the program asked for, up to what the system gave. Resident in truth is what the machine's pages say; as the allocator says is its own estimate.", "memory", "resident", "active*", "requested*", "objects"),
        new(ChartSection.Fragmentation, "fragmentation", "Fragmentation", "Memory that is paid for and holds nothing: by rounding up to size classes and in caches of threads (internal), between objects in active memory (external), in resident pages without a live byte (page), and address space that is kept without memory (virtual).", "fragmentation*", "page_set", "page_share"),
        new(ChartSection.System, "system", "Unused pages, faults and calls", "What is unused stays resident until the allocator gives it back. Each return costs a call, and each use after it a page fault.", "faults", "system_calls", "mappings"),
        new(ChartSection.SmallObjects, "bins", "Objects", "How objects are packed, and what rounding up to size classes costs. Above a bar stands its share in use, or how many it is.", "slop*", "pins*"),
        new(ChartSection.Addresses, "extents", "Ranges and addresses", "Ranges of pages that the allocator treats as a unit. The map shows how full each range of addresses is, from low to high.", "addresses"),
        new(ChartSection.Locks, "locks", "Threads and locks", "Who took which lock, and in a contended run who waited for it, and where threads and operations spent their simulated time.", "lock*", "mutex*", "operations", "latency*", "threads*", "cpus*"),
        new(ChartSection.More, "more", "More charts", ""),
    ];

    /// <summary>Where a chart of this name stands within the section; -1 when it does not belong here.</summary>
    public int PlaceOf(string chart)
    {
        for (int i = 0; i < Charts.Count; i++)
        {
            string name = Charts[i];
            if (name[^1] == '*' ? chart.StartsWith(name[..^1], StringComparison.Ordinal) : chart == name)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The section of a chart: the one that it says, or that names it.</summary>
    public static PageSection Of(Chart chart)
        => chart.Section != ChartSection.More ? All.First(section => section.Kind == chart.Section) : All.FirstOrDefault(section => section.PlaceOf(chart.Name) >= 0, All[^1]);
}
