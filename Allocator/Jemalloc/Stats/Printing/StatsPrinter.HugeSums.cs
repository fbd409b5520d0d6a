namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <content>Huge pages of an arena as 5.3.1 shows them: with sums, and with what the small extent cache did.</content>
public sealed partial class StatsPrinter
{
    private static readonly (string Name, string Label)[] SecCounters =
    [
        ("bytes", "Bytes in small extent cache"), ("hits", "Total hits in small extent cache"), ("misses", "Total misses in small extent cache"),
        ("dalloc_noflush", "Dalloc calls without flush in small extent cache"), ("dalloc_flush", "Dalloc calls with flush in small extent cache"),
        ("overfills", "sec_fill calls that went over max_bytes"),
    ];

    private static readonly string[] HugeCounters = ["npurge_passes", "npurges", "nhugifies", "nhugify_failures", "ndehugifies"];

    private void PrintHugeSums(ulong arena, ulong uptime)
    {
        _output.BeginObject("hpa_shard");
        foreach ((string name, string label) in SecCounters)
        {
            _output.Value("sec_" + name, label, Literal(OfArena(arena, "hpa_sec_" + name)));
        }

        ulong[] sums = [.. new[] { "npageslabs", "nactive", "ndirty" }.Select(name => OfArena(arena, "hpa_shard." + name))];
        ulong[] plain = [.. new[] { "npageslabs_nonhuge", "nactive_nonhuge", "ndirty_nonhuge" }.Select(name => OfArena(arena, "hpa_shard.slabs." + name))];
        ulong[] huge = [.. new[] { "npageslabs_huge", "nactive_huge", "ndirty_huge" }.Select(name => OfArena(arena, "hpa_shard.slabs." + name))];
        ulong[] counts = [.. HugeCounters.Select(name => OfArena(arena, "hpa_shard." + name))];
        ulong retained = RetainedPages([.. huge, .. plain]);
        _output.Print($"HPA shard stats:\n  Pageslabs: {sums[0]} ({huge[0]} huge, {plain[0]} nonhuge)\n  Active pages: {sums[1]} ({huge[1]} huge, {plain[1]} nonhuge)\n");
        _output.Print($"  Dirty pages: {sums[2]} ({huge[2]} huge, {plain[2]} nonhuge)\n  Retained pages: {retained}\n");
        _output.Print($"  Purge passes: {counts[0]} ({RatePerSecond(counts[0], uptime)} / sec)\n  Purges: {counts[1]} ({RatePerSecond(counts[1], uptime)} / sec)\n");
        _output.Print($"  Hugeifies: {counts[2]} ({RatePerSecond(counts[2], uptime)} / sec)\n  Hugify failures: {counts[3]} ({RatePerSecond(counts[3], uptime)} / sec)\n");
        _output.Print($"  Dehugifies: {counts[4]} ({RatePerSecond(counts[4], uptime)} / sec)\n\n");
        PrintNumbers(["npageslabs", "nactive", "ndirty", .. HugeCounters], [.. sums, .. counts]);
        _output.BeginObject("slabs");
        PrintNumbers(["npageslabs_nonhuge", "nactive_nonhuge", "ndirty_nonhuge", "nretained_nonhuge", "npageslabs_huge", "nactive_huge", "ndirty_huge"], [.. plain, retained, .. huge]);
        _output.EndObject();
        PrintPageSlabs(arena, "full");
        PrintPageSlabs(arena, "empty");
        _output.Print($"  In nonfull slabs:\n");
        PrintNonfullSlabs(arena);
        _output.EndObject();
    }
}
