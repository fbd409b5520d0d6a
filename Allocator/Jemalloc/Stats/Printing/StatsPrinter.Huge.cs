using AllocSim.Allocator.Jemalloc.Options;

namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <content>Huge pages of an arena.</content>
public sealed partial class StatsPrinter
{
    private static readonly string[] PageSlabNames = ["npageslabs_huge", "nactive_huge", "ndirty_huge", "npageslabs_nonhuge", "nactive_nonhuge", "ndirty_nonhuge"];

    private static readonly StatsColumns PageSlabColumns = StatsColumns.Of(
        ("size", 20), ("ind", 4), ("npageslabs_huge", 16), ("nactive_huge", 16), ("ndirty_huge", 16), ("npageslabs_nonhuge", 20), ("nactive_nonhuge", 20), ("ndirty_nonhuge", 20), ("nretained_nonhuge", 20));

    private void PrintHuge(ulong arena, ulong uptime)
    {
        if (_layout.HasParts)
        {
            PrintHugeSums(arena, uptime);
            return;
        }

        var counters = new[] { "npurge_passes", "npurges", "nhugifies", "ndehugifies" };
        var v = counters.Select(name => OfArena(arena, "hpa_shard." + name)).ToArray();
        _output.Value("sec_bytes", "Bytes in small extent cache", Literal(OfArena(arena, "hpa_sec_bytes")));
        _output.Print($"HPA shard stats:\n  Purge passes: {v[0]} ({RatePerSecond(v[0], uptime)} / sec)\n  Purges: {v[1]} ({RatePerSecond(v[1], uptime)} / sec)\n");
        _output.Print($"  Hugeifies: {v[2]} ({RatePerSecond(v[2], uptime)} / sec)\n  Dehugifies: {v[3]} ({RatePerSecond(v[3], uptime)} / sec)\n\n");
        _output.BeginObject("hpa_shard");
        PrintNumbers(counters, v);
        PrintPageSlabs(arena, "full");
        PrintPageSlabs(arena, "empty");
        _output.Print($"\n");
        PrintNonfullSlabs(arena);
        _output.EndObject();
    }

    // Up to 5.3.0 the JSON has the active huge pages twice, and the dirty ones not at all.
    private void PrintPageSlabs(ulong arena, string kind)
    {
        string[] printed = ["npageslabs_huge", "nactive_huge", "nactive_huge", "npageslabs_nonhuge", "nactive_nonhuge", "ndirty_nonhuge"];
        var v = PageSlabNames.Select(name => OfArena(arena, $"hpa_shard.{kind}_slabs.{name}")).ToArray();
        _output.Print($"  In {kind} slabs:\n      npageslabs: {v[0]} huge, {v[3]} nonhuge\n      nactive: {v[1]} huge, {v[4]} nonhuge \n");
        _output.Print($"      ndirty: {v[2]} huge, {v[5]} nonhuge \n      nretained: 0 huge, {RetainedPages(v)} nonhuge \n");
        _output.BeginObject(kind + "_slabs");
        if (_layout.HasParts)
        {
            PrintNumbers([.. PageSlabNames, "nretained_nonhuge"], [.. v, RetainedPages(v)]);
        }
        else
        {
            PrintNumbers(printed, [v[0], v[1], v[1], v[3], v[4], v[5]]);
        }

        _output.EndObject();
    }

    private void PrintNonfullSlabs(ulong arena)
    {
        var mib = ListOf(arena, "hpa_shard.nonfull_slabs", out var depth);
        Row(PageSlabColumns, [.. PageSlabColumns.Titles]);
        _output.BeginArray("nonfull_slabs");
        var isInGap = false;
        var classes = (ulong)Math.Min(HpaShardStats.ClassCount(_sizes), _sizes.PageClassCount);
        for (mib[depth] = 0; mib[depth] < classes; mib[depth]++)
        {
            var v = ReadLeaves(mib, depth + 1, PageSlabNames);
            PrintGap(isInGap, isInGap = v[0] == 0 && v[3] == 0);
            if (!isInGap && IsText)
            {
                Row(PageSlabColumns, _sizes.PageIndexToSize((int)mib[depth]), mib[depth], v[0], v[1], v[2], v[3], v[4], v[5], RetainedPages(v));
            }

            _output.BeginObject();
            PrintNumbers(PageSlabNames, v);
            if (_layout.HasParts)
            {
                _output.Number("nretained_nonhuge", RetainedPages(v));
            }

            _output.EndObject();
        }

        _output.EndArray();
        PrintGap(isInGap, false);
    }

    private ulong RetainedPages(ulong[] slabs) => unchecked((slabs[3] * (JemallocOptions.HugePage >> _sizes.LgPage)) - slabs[4] - slabs[5]);
}
