namespace AllocSim.Allocator.Mimalloc.Stats;

/// <summary>Writes statistics as the library prints them, to the byte.</summary>
/// <remarks>mimalloc 2.0.9, `src/stats.c` _mi_stats_print. The process's own times and sizes come from getrusage, which answers 0.</remarks>
internal static class StatsText
{
    private const string NotAllFreed = "not all freed!";

    /// <summary>Writes the whole text.</summary>
    /// <param name="stats">The process's counters.</param>
    /// <param name="numaNodes">Memory nodes.</param>
    /// <param name="elapsedMs">Milliseconds since the library was loaded.</param>
    /// <param name="output">Where it goes.</param>
    public static void Write(MimallocStats stats, long numaNodes, long elapsedMs, TextWriter output)
    {
        Line(output, "heap stats", $" {"peak   ",10} {"total   ",10} {"freed   ",10} {"current   ",10} {"unit   ",10} {"count   ",10}");
        Bytes(output, "reserved", stats.Reserved, "");
        Bytes(output, "committed", stats.Committed, "");
        Bytes(output, "reset", stats.Reset, NotAllFreed);
        Bytes(output, "touched", stats.PageCommitted, NotAllFreed);
        Numbers(output, "segments", stats.Segments);
        Numbers(output, "-abandoned", stats.SegmentsAbandoned);
        Numbers(output, "-cached", default);
        Numbers(output, "pages", stats.Pages);
        Numbers(output, "-abandoned", stats.PagesAbandoned);
        Line(output, "-extended", Column(Amount(0, isBytes: false)));
        Line(output, "-noretire", Column(Amount(0, isBytes: false)));
        Line(output, "mmaps", Column(Amount(0, isBytes: false)));
        Line(output, "commits", Column(Amount(stats.CommitCalls, isBytes: false)));
        Numbers(output, "threads", stats.Threads);
        Line(output, "searches", "     0.0 avg");
        Line(output, "numa nodes", Invariant($" {numaNodes,7}"));
        Line(output, "elapsed", Invariant($" {elapsedMs / 1000,7}.{elapsedMs % 1000:000} s"));
        string commit = stats.Committed.Peak > 0 ? $", commit: {Amount(stats.Committed.Peak, isBytes: true)}" : "";
        Line(output, "process", $" user: 0.000 s, system: 0.000 s, faults: 0, rss: {Amount(0, isBytes: true)}{commit}");
    }

    private static void Bytes(TextWriter output, string name, in StatCount count, string notFreed)
        => Line(output, name, $"{Columns(count, isBytes: true)}{"",22}  {(count.Allocated > count.Freed ? notFreed : "ok")}");

    private static void Numbers(TextWriter output, string name, in StatCount count)
        => Line(output, name, $"{Columns(count, isBytes: false)}{"",22}  {(count.Allocated > count.Freed ? NotAllFreed : "ok")}");

    private static string Columns(in StatCount count, bool isBytes)
        => $"{Column(Amount(count.Peak, isBytes))}{Column(Amount(count.Allocated, isBytes))}{Column(Amount(count.Freed, isBytes))}{Column(Amount(count.Current, isBytes))}";

    /// <summary>A number with a binary unit. Its tenths are cut as the library cuts them: by a tenth of the unit that is itself cut to a whole number.</summary>
    private static string Amount(long n, bool isBytes)
    {
        const long Base = 1024;
        string suffix = isBytes ? "B" : " ";
        long size = n < 0 ? -n : n;
        if (size < Base)
        {
            return n == 1 && isBytes ? "" : Invariant($"{n} {(n == 0 ? "" : suffix),-3}");
        }

        (long divider, string unit) = size < Base * Base ? (Base, "Ki") : size < Base * Base * Base ? (Base * Base, "Mi") : (Base * Base * Base, "Gi");
        long tens = n / (divider / 10);
        return Invariant($"{tens / 10}.{Math.Abs(tens % 10)} {unit + suffix,-3}");
    }

    private static string Column(string text) => $"{text,11}";

    private static void Line(TextWriter output, string name, string rest) => output.Write($"{name,10}:{rest}\n");

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
