using System.Globalization;
using AllocSim.Allocator.Common.Trials;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Versions;

namespace AllocSim.Allocator.Jemalloc.Trials;

/// <summary>Writes extent hooks of a program's own into a random trace, here and there.</summary>
internal static class RandomHooks
{
    private const int ArenasMax = 5;

    // A program that asks for memory of an arena of its own cannot do without it. (RandomTrace.Extended.cs)
    private const HookCalls Needed = HookCalls.Alloc | HookCalls.Split;

    /// <summary>Adds up to eight writes of <c>arena.&lt;i&gt;.extent_hooks</c> to a trace's lines; of arena 0 none where a thread begins with a free, as the library may wait for itself there. The library's own hooks are written only behind a write to arena 0, which always is there: until a write has
    /// returned the hooks it replaced, no program knows the library's.</summary>
    /// <param name="draws">Where the draws come from.</param>
    /// <param name="lines">The trace.</param>
    /// <param name="version">The release.</param>
    public static void Write(SeededDraws draws, List<string> lines, JemallocVersion version)
    {
        bool keepsClearOfFirst = !version.HooksServeMetadata && HasThreadThatBeginsWithAFree(lines);
        HookCalls may = lines.Exists(line => line.Contains("llocx", StringComparison.Ordinal)) ? HookCalls.All & ~Needed : HookCalls.All;
        int[] places = [.. Enumerable.Range(0, draws.From(1, 8)).Select(_ => draws.Below(lines.Count)).Order()];
        for (int i = places.Length - 1; i >= 0; i--)
        {
            string[] fields = lines[places[i]].Split(' ', 3);
            int arena = keepsClearOfFirst ? draws.From(1, ArenasMax - 1) : i == 0 || version.HooksServeMetadata ? 0 : draws.Below(ArenasMax);
            bool isOwn = i > 0 && draws.Chance(200_000) && !keepsClearOfFirst;
            ulong value = isOwn ? 0 : Draw(draws, may).Value;
            lines.Insert(places[i], string.Create(CultureInfo.InvariantCulture, $"{fields[0]} {fields[1]} ctl u64 arena.{arena}.extent_hooks {value}"));
        }
    }

    private static bool HasThreadThatBeginsWithAFree(List<string> lines)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        return lines.Exists(line => line.Split(' ', 4) is [_, string thread, string call, ..] && seen.Add(thread) && call is ("free" or "dallocx" or "sdallocx"));
    }

    private static HookSet Draw(SeededDraws draws, HookCalls may)
    {
        HookCalls refused = HookCalls.None;
        HookCalls lacking = HookCalls.None;
        for (int count = draws.Pick(0, 1, 1, 2, 4); count > 0; count--)
        {
            HookCalls call = (HookCalls)(1 << draws.Below(9)) & may;
            refused |= draws.Chance(500_000) ? call : HookCalls.None;
            lacking |= draws.Chance(300_000) ? call & ~HookCalls.Alloc : HookCalls.None;
        }

        return HookSet.Own(refused, lacking);
    }
}
