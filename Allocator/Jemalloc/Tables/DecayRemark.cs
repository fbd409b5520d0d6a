using System.Globalization;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Allocator.Jemalloc.Tables;

/// <summary>Says where dirty pages stayed more than twice as long as they should because nobody looked at decay.</summary>
internal static class DecayRemark
{
    private const double NoticeableShare = 0.1;
    private const int DecayTimes = 2;
    private const ulong NoticeableBytes = 1 << 20;

    /// <summary>The remark on a run; null when there is nothing to say.</summary>
    /// <param name="run">The run.</param>
    /// <param name="name">What it is called.</param>
    public static string? Of(RunData run, string name)
    {
        if (!long.TryParse(run.Option("dirty_decay_ms"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long decayMs)
            || decayMs is <= 0 or > long.MaxValue / 1_000_000 / DecayTimes
            || run.Option("background_thread") == "true"
            || run["timeline"] is not { Rows.Count: > 0 } timeline)
        {
            return null;
        }

        Instant[] instants = [.. timeline.Rows.Select(row => new Instant(timeline.At(row, "operation").Count, timeline.At(row, "time_ns").Count, timeline.At(row, "dirty_pages").Unsigned, timeline.At(row, "purged_pages").Unsigned))];
        (Instant from, Instant to, ulong leastPages) = LongestWithoutPurge(instants);
        ulong leastBytes = leastPages * (ulong)run.PageBytes;
        long waitedNs = to.TimeNs - from.TimeNs;
        return waitedNs <= decayMs * 1_000_000 * DecayTimes || leastBytes < NoticeableBytes || leastBytes < run.PeakResidentBytes * NoticeableShare
            ? null
            : $"With {name} nothing was given back for {Quantity.Nanoseconds(waitedNs)} (from {Quantity.Nanoseconds(from.TimeNs)} to {Quantity.Nanoseconds(to.TimeNs)} of the trace), though {Quantity.Bytes(leastBytes)} "
                + $"stayed dirty and dirty_decay_ms is {Quantity.Nanoseconds(decayMs * 1e6)}: decay is looked at only as often as threads go to their arenas, and in that time they made {Quantity.Count(to.Operation - from.Operation)} calls. "
                + "A background thread (background_thread:true) looks by itself.";
    }

    /// <summary>The stretch between two purges, the trace's ends included, in which the most page-time stayed dirty throughout.</summary>
    private static (Instant From, Instant To, ulong LeastPages) LongestWithoutPurge(Instant[] samples)
    {
        (Instant From, Instant To, ulong Least) best = (samples[0], samples[0], 0);
        double most = 0;
        for (int start = 0; start < samples.Length;)
        {
            // From the sample on from which pages stay dirty; until the one at which some were purged.
            int end = start;
            while (end + 1 < samples.Length && samples[end + 1].PurgedPages == samples[start].PurgedPages)
            {
                end++;
            }

            ulong least = ulong.MaxValue;
            Instant until = samples[Math.Min(end + 1, samples.Length - 1)];
            for (int i = end; i >= start; i--)
            {
                least = Math.Min(least, samples[i].DirtyPages);
                double weight = least * (double)(until.TimeNs - samples[i].TimeNs);
                if (weight > most)
                {
                    most = weight;
                    best = (samples[i], until, least);
                }
            }

            start = end + 1;
        }

        return best;
    }

    private readonly record struct Instant(long Operation, long TimeNs, ulong DirtyPages, ulong PurgedPages);
}
