using AllocSim.Simulator.Replay;
using AllocSim.Workloads.Generators;

namespace AllocSim.Cli.Calibration;

/// <summary>The micro-traces of a calibration. Together they hold every fitted kind of cost in proportions of its own; each takes between some µs and some ms.</summary>
public static class MicroTraces
{
    private const ulong Kib = 1024;
    private const string Uncached = "tcache:false,narenas:1";
    private const string PurgeAtOnce = "tcache:false,narenas:1,dirty_decay_ms:0,muzzy_decay_ms:0";
    private const string PurgeLazily = "tcache:false,narenas:1,dirty_decay_ms:0,muzzy_decay_ms:10000";
    private const string UnmapAtOnce = "tcache:false,narenas:1,dirty_decay_ms:0,muzzy_decay_ms:0,retain:false";
    private const string FromTheBreak = "tcache:false,narenas:1,dss:primary,retain:false";
    private const string RoomyCache = "narenas:1,tcache_max:65536";

    /// <summary>All of them, in the order of the report.</summary>
    public static IReadOnlyList<MicroTrace> All { get; } =
    [
        .. Cached(), .. PastTheCache(), .. Large(), .. Growing(), .. Pages(), .. Resizing(), .. Threads(),
    ];

    private static IEnumerable<MicroTrace> Cached() =>
    [
        First("cached pairs", "narenas:1", e => Pairs(e, 64, 60_000)),
        First("cached tens", "narenas:1", e => Batches(e, [16, 64, 256, 1024], 10, 1_500)),
        First("cached large pairs", RoomyCache, e => Pairs(e, 40 * Kib, 40_000)),
        First("cached, drawn of many", "narenas:1", e => Drawn(e, 16, 1024, 10_000, 30_000)),
        First("batches of 64", "narenas:1", e => Batches(e, [64], 4_000, 10)),
        First("batches of 16", "narenas:1", e => Batches(e, [16], 1_000, 40)),
        First("batches of 320", "narenas:1", e => Batches(e, [320], 1_000, 30)),
        First("batches of 2048", "narenas:1", e => Batches(e, [2048], 400, 40)),
        First("batches of 8192", "narenas:1", e => Batches(e, [8192], 100, 100)),
        First("batches of 32 KiB", "narenas:1", e => Batches(e, [32 * Kib], 60, 120)),
    ];

    private static IEnumerable<MicroTrace> PastTheCache() =>
    [
        First("uncached 64, one kept", Uncached, e => Kept(e, 64, 50_000)),
        First("uncached 1024, one kept", Uncached, e => Kept(e, 1024, 50_000)),
        First("uncached batches of 64", Uncached, e => Batches(e, [64], 60, 500)),
        First("uncached batches of 5120", Uncached, e => Batches(e, [5120], 40, 500)),
        First("uncached pairs of 64", Uncached, e => Pairs(e, 64, 20_000)),
        First("uncached pairs of 1792", Uncached, e => Pairs(e, 1792, 20_000)),
        First("uncached pairs of 14336", Uncached, e => Pairs(e, 14336, 20_000)),
    ];

    private static IEnumerable<MicroTrace> Large() =>
    [
        First("pairs of 16 KiB", Uncached, e => Pairs(e, 16 * Kib, 20_000)),
        First("pairs of 256 KiB", Uncached, e => Pairs(e, 256 * Kib, 20_000)),
        First("large, two in turn", Uncached, e => Batches(e, [16 * Kib, 96 * Kib], 2, 4_000)),
        First("large, ten in turn", Uncached, e => Batches(e, [16 * Kib, 96 * Kib, 40 * Kib], 10, 500)),
        First("large, drawn", Uncached, e => Drawn(e, 16 * Kib, 256 * Kib, 40, 15_000)),
        First("small slabs, drawn", Uncached, e => Drawn(e, 9 * Kib, 14 * Kib, 60, 20_000)),
    ];

    private static IEnumerable<MicroTrace> Growing() =>
    [
        First("growing by 64", "narenas:1", e => Grow(e, 64, 60_000)),
        First("growing by 1536", "narenas:1", e => Grow(e, 1536, 4_000)),
        First("growing by 16 KiB", Uncached, e => Grow(e, 16 * Kib, 4_000)),
        First("growing by 1 MiB", Uncached, e => Grow(e, 1024 * Kib, 300)),
        Whole("growing by 1 MiB, written", Uncached, e => Grow(e, 1024 * Kib, 40)),
        First("growing by 32 KiB, from the break", FromTheBreak, e => Grow(e, 32 * Kib, 2_000)),
        First("growing by 256 KiB, from the break", FromTheBreak, e => Grow(e, 256 * Kib, 1_000)),
    ];

    private static IEnumerable<MicroTrace> Pages() =>
    [
        First("purged pairs of 32 KiB", PurgeAtOnce, e => Pairs(e, 32 * Kib, 2_000)),
        Whole("purged pairs of 32 KiB, written", PurgeAtOnce, e => Pairs(e, 32 * Kib, 1_000)),
        Whole("purged pairs of 512 KiB, written", PurgeAtOnce, e => Pairs(e, 512 * Kib, 100)),
        Whole("lazily purged pairs of 32 KiB", PurgeLazily, e => Pairs(e, 32 * Kib, 1_000)),
        Whole("lazily purged pairs of 512 KiB", PurgeLazily, e => Pairs(e, 512 * Kib, 100)),
        First("unmapped pairs of 32 KiB", UnmapAtOnce, e => Pairs(e, 32 * Kib, 2_000)),
        Whole("unmapped pairs of 32 KiB, written", UnmapAtOnce, e => Pairs(e, 32 * Kib, 1_000)),
        Whole("unmapped pairs of 512 KiB, written", UnmapAtOnce, e => Pairs(e, 512 * Kib, 100)),
        First("unmapped, ten in turn", UnmapAtOnce, e => Batches(e, [64 * Kib], 10, 200)),
    ];

    private static IEnumerable<MicroTrace> Resizing() =>
    [
        First("realloc in place", "narenas:1", e => Resize(e, 97, 112, 50_000)),
        First("realloc of some 100 bytes", "narenas:1", e => Resize(e, 100, 200, 50_000)),
        First("realloc of 4 and 8 KiB", "narenas:1", e => Resize(e, 4 * Kib, 8 * Kib, 10_000)),
        First("realloc of 20 and 32 KiB", "narenas:1", e => Resize(e, 20 * Kib, 14 * Kib, 5_000)),
        First("calloc of 512", "narenas:1", e => CallocPairs(e, 512, 40_000)),
        First("calloc of 4 KiB", "narenas:1", e => CallocPairs(e, 4 * Kib, 20_000)),
        First("calloc of 14 KiB", "narenas:1", e => CallocPairs(e, 14 * Kib, 10_000)),
    ];

    private static IEnumerable<MicroTrace> Threads() =>
    [
        First("a thread's life", "narenas:1", e => Pairs(e, 64, 1)),
        First("handed over, cached", "narenas:1", e => HandOver(e, 64, 10_000)),
        First("handed over by the hundred", "narenas:1", e => HandOverMany(e, 64, 100, 300)),
        First("handed over, uncached", Uncached, e => HandOver(e, 64, 10_000)),
    ];

    private static MicroTrace First(string name, string conf, Action<Emitter> script) => new(name, conf, TouchMode.First, script);

    private static MicroTrace Whole(string name, string conf, Action<Emitter> script) => new(name, conf, TouchMode.Size, script);

    private static void Pairs(Emitter e, ulong size, int count)
    {
        for (int i = 0; i < count; i++)
        {
            e.Free(e.Malloc(size));
        }
    }

    private static void CallocPairs(Emitter e, ulong size, int count)
    {
        for (int i = 0; i < count; i++)
        {
            e.Free(e.Calloc(1, size));
        }
    }

    // One object of the slab stays, so that the slab does.
    private static void Kept(Emitter e, ulong size, int count)
    {
        e.Malloc(size);
        Pairs(e, size, count);
    }

    private static void Batches(Emitter e, ulong[] sizes, int batch, int rounds)
    {
        Emitter.Handle[] live = new Emitter.Handle[batch];
        for (int round = 0; round < rounds; round++)
        {
            foreach (ulong size in sizes)
            {
                for (int i = 0; i < batch; i++)
                {
                    live[i] = e.Malloc(size);
                }

                Array.ForEach(live, e.Free);
            }
        }
    }

    // A random one of so many live objects goes, one of a random size comes.
    private static void Drawn(Emitter e, ulong least, ulong greatest, int live, int count)
    {
        Xoshiro random = new(1);
        Emitter.Handle[] objects = [.. Enumerable.Range(0, live).Select(_ => e.Malloc(random.Between(least, greatest)))];
        for (int i = 0; i < count; i++)
        {
            int place = random.Below(live);
            e.Free(objects[place]);
            objects[place] = e.Malloc(random.Between(least, greatest));
        }
    }

    private static void Grow(Emitter e, ulong size, int count)
    {
        for (int i = 0; i < count; i++)
        {
            e.Malloc(size);
        }
    }

    private static void Resize(Emitter e, ulong small, ulong large, int count)
    {
        Emitter.Handle handle = e.Malloc(small);
        for (int i = 0; i < count; i++)
        {
            handle = e.Realloc(e.Realloc(handle, large), small);
        }

        e.Free(handle);
    }

    // Two threads in turn: each frees what the other made and makes something for it.
    private static void HandOver(Emitter e, ulong size, int count)
    {
        e.Thread = 0;
        e.Malloc(size);
        Emitter.Handle handle = e.Malloc(size);
        for (int i = 0; i < count; i++)
        {
            e.Thread = 1 - e.Thread;
            e.Free(handle);
            handle = e.Malloc(size);
        }
    }

    // The same with so many at once; the last one is taken over first, so that only that one is waited for.
    private static void HandOverMany(Emitter e, ulong size, int batch, int rounds)
    {
        e.Thread = 0;
        Emitter.Handle[] live = Make();
        for (int round = 0; round < rounds; round++)
        {
            e.Thread = 1 - e.Thread;
            for (int i = batch - 1; i >= 0; i--)
            {
                e.Free(live[i]);
            }

            live = Make();
        }

        Emitter.Handle[] Make() => [.. Enumerable.Range(0, batch).Select(_ => e.Malloc(size))];
    }
}
