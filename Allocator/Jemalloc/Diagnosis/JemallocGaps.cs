using AllocSim.Simulator.Text;

namespace AllocSim.Allocator.Jemalloc.Diagnosis;

/// <summary>What a dump lacks that a workload of it needs, and with which options of malloc_stats_print it is there.</summary>
internal static class JemallocGaps
{
    private const double Whole = 0.9;
    private const double SlackBytes = 65536;
    private const string Again = "dump again without the";

    /// <summary>Why there is no size class at all.</summary>
    public static string OfClasses(JemallocDump dump) => "the size classes are missing " + (dump.HasArenas || dump.HasBins
        ? $"(bins:, large:): {Again} options b, l and g, which leave them out, or the text is cut off"
        : $"with the arenas in which they stand: {Again} option a or m, which together leave out all arenas, or the text is cut off");

    /// <summary>Which of the size classes are missing, a sentence without its end; empty where they are all there.</summary>
    /// <param name="dump">The dump, with at least one of them.</param>
    /// <param name="requests">Requests in it.</param>
    /// <param name="ofArenas">Requests of the arenas that are told one by one; null where they are known to be all there.</param>
    public static string OfSizes(JemallocDump dump, double requests, double? ofArenas)
    {
        if (!dump.HasBins)
        {
            return $"the size classes of slabs are missing (bins): {Again} option b, which leaves them out";
        }

        // Of a program that never had one there is nothing to tell.
        if (!dump.HasLarge && dump["large_nmalloc"] is not 0)
        {
            return $"the large size classes are missing (large): {Again} option l, which leaves them out";
        }

        string cut = Part("slabs", dump.Bins.Sum(bin => bin.Live * bin.Size), dump["small_allocated"]);
        cut = cut.Length > 0 ? cut : Part("large objects", dump.Large.Sum(large => large.Live * large.Size), dump["large_allocated"]);
        return cut.Length > 0 || ofArenas is not (> 0 and { } told) || told >= Whole * requests ? cut
            : $"the arenas that are told one by one had {Quantity.Percent(told / requests)} of all requests: the dump is cut off";
    }

    /// <summary>What is missing of what decides the effect of an option, a sentence without its end; empty where nothing.</summary>
    /// <param name="dump">The dump.</param>
    /// <param name="arenas">How many arenas with requests are told one by one.</param>
    public static string OfTrials(JemallocDump dump, int arenas)
        => dump.Options.Count == 0 ? $"the options that the program ran with are missing: {Again} option g, which leaves them out"
            : arenas == 0 && dump.Option("narenas") is not "1" ? $"the arenas are told together only, and how threads share them is missing: {Again} option a, which leaves out the single ones"
            : "";

    private static string Part(string kind, double told, double? all)
        => all is { } bytes && told < (Whole * bytes) - SlackBytes ? $"the size classes of {kind} hold {Quantity.Bytes(told)} where {Quantity.Bytes(bytes)} are allocated in them: the dump is cut off or damaged" : "";
}
