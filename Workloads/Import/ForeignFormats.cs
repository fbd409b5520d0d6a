using AllocSim.Workloads.Import.Formats;
using AllocSim.Workloads.Import.Formats.Profilers;

namespace AllocSim.Workloads.Import;

/// <summary>The foreign formats that are read, in the order in which they are tried.</summary>
internal static class ForeignFormats
{
    private delegate bool Sniffer(ReadOnlySpan<byte> head);

    private static readonly (string Name, Sniffer Sniff, Func<Stream, string, TraceReadOptions, ForeignTrace> Open)[] All =
    [
        ("glibc-malloc-trace-utils", GlibcImporter.Sniff, (s, n, o) => new GlibcImporter(s, n, o)),
        ("RMM log", RmmImporter.Sniff, (s, n, o) => new RmmImporter(s, n, o)),
        ("CSV", CsvImporter.Sniff, (s, n, o) => new CsvImporter(s, n, o)),
        ("heaptrack", HeaptrackImporter.Sniff, (s, n, o) => new HeaptrackImporter(s, n, o)),
        ("glibc mtrace", MtraceImporter.Sniff, (s, n, o) => new MtraceImporter(s, n, o)),
        ("malloc-lab .rep", RepImporter.Sniff, (s, n, o) => new RepImporter(s, n, o)),
        ("Android record_allocs", AndroidImporter.Sniff, (s, n, o) => new AndroidImporter(s, n, o)),
        ("Mozilla logalloc", LogallocImporter.Sniff, (s, n, o) => new LogallocImporter(s, n, o)),
        ("CHERI call trace", CheriImporter.Sniff, (s, n, o) => new CheriImporter(s, n, o)),
        ("LTTng libc wrapper", LttngImporter.Sniff, (s, n, o) => new LttngImporter(s, n, o)),
        ("uftrace", UftraceImporter.Sniff, (s, n, o) => new UftraceImporter(s, n, o)),
        ("memray parse", MemrayImporter.Sniff, (s, n, o) => new MemrayImporter(s, n, o)),
        ("bytehound", BytehoundImporter.Sniff, (s, n, o) => new BytehoundImporter(s, n, o)),
        ("CMT text or ltrace", CallsImporter.Sniff, (s, n, o) => new CallsImporter(s, n, o)),
        ("jemalloc log", JemallocLogImporter.Sniff, (s, n, o) => new JemallocLogImporter(s, n, o)),
        ("FreeBSD utrace", UtraceImporter.Sniff, (s, n, o) => new UtraceImporter(s, n, o)),
        ("Valgrind --trace-malloc", ValgrindImporter.Sniff, (s, n, o) => new ValgrindImporter(s, n, o)),
        ("wee_alloc", WeeAllocImporter.Sniff, (s, n, o) => new WeeAllocImporter(s, n, o)),
    ];

    /// <summary>Names of the formats.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(f => f.Name)];

    /// <summary>Opens a stream in the format that its first bytes show.</summary>
    /// <returns>Null when they show none of these.</returns>
    public static ForeignTrace? TryOpen(ReadOnlySpan<byte> head, Stream stream, string name, TraceReadOptions options)
    {
        foreach (var format in All)
        {
            if (format.Sniff(head))
            {
                return format.Open(stream, name, options);
            }
        }

        return null;
    }

    /// <summary>Opens a stream in a format whatever its first bytes are.</summary>
    /// <param name="format">One of <see cref="Names"/>.</param>
    /// <param name="stream">The records; owned from here on.</param>
    /// <param name="name">What to call the trace.</param>
    /// <param name="options">How to read it.</param>
    /// <exception cref="ArgumentException">There is no such format.</exception>
    public static ForeignTrace Open(string format, Stream stream, string name, TraceReadOptions options)
    {
        int i = Array.FindIndex(All, f => f.Name == format);
        return i < 0 ? throw new ArgumentException($"{format} is not a known format", nameof(format)) : All[i].Open(stream, name, options);
    }
}
