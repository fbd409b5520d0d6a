using AllocSim.Cli.Differential.Library;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Differential.Comparing;

/// <summary>What came of holding a policy against its library.</summary>
internal sealed record Comparison
{
    /// <summary>Operations that both did.</summary>
    public long Operations { get; init; }

    /// <summary>Addresses, sizes and answers of controls that are equal.</summary>
    public long Answers { get; init; }

    /// <summary>Calls to the system that are equal.</summary>
    public long Calls { get; init; }

    /// <summary>Values of statistics that are equal.</summary>
    public long Statistics { get; init; }

    /// <summary>Pages that are equal.</summary>
    public long Pages { get; init; }

    /// <summary>Records of the allocator that are equal.</summary>
    public long Records { get; init; }

    /// <summary>Why records could not be compared in this run, in a line; empty where they were, or were not asked for.</summary>
    public string RecordsProblem { get; init; } = "";

    /// <summary>Why pages could not be compared any more, in a line; empty where they were, or were not asked for.</summary>
    public string PagesProblem { get; init; } = "";

    /// <summary>Looks that were asked for behind the trace's last operation, a line each.</summary>
    public IReadOnlyList<string> MissedLooks { get; init; } = [];

    /// <summary>Heap profiles that are equal.</summary>
    public long Profiles { get; init; }

    /// <summary>The first difference; null where there is none.</summary>
    public Difference? Difference { get; init; }

    /// <summary>The library's end before that of the trace; null where it did all.</summary>
    public LibraryEnd? End { get; init; }

    /// <summary>Why the simulator does not go on, by name; null where it did all.</summary>
    public string? Refusal { get; init; }

    /// <summary>Blocks of the threads, as the library had them.</summary>
    public IReadOnlyDictionary<int, ulong> Blocks { get; init; } = new SortedDictionary<int, ulong>();

    /// <summary>The last calls to the system that were equal, oldest first, each with its operation.</summary>
    public IReadOnlyList<string> LastCalls { get; init; } = [];

    /// <summary>Whether both did the whole trace, alike.</summary>
    public bool IsExact => Difference is null && End is null && Refusal is null;

    /// <summary>What was compared, in words.</summary>
    public string Counts()
    {
        List<string> counts = [Quantity.Count(Answers, "address", "addresses"), Quantity.Count(Calls, "call")];
        if (Statistics > 0)
        {
            counts.Add(Quantity.Count(Statistics, "statistic"));
        }

        if (Pages > 0)
        {
            counts.Add(Quantity.Count(Pages, "page"));
        }

        if (Records > 0)
        {
            counts.Add(Quantity.Count(Records, "record"));
        }

        if (Profiles > 0)
        {
            counts.Add(Quantity.Count(Profiles, "heap profile"));
        }

        return string.Join(", ", counts);
    }
}
