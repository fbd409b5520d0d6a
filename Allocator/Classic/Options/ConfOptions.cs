using System.Globalization;

namespace AllocSim.Allocator.Classic.Options;

/// <summary>The options of 2.1.3 as built with statistics and fill, in the library's order, and how the library comes to the program.</summary>
internal static class ConfOptions
{
    private const int LgQuantum = 4;
    private const int LgPage = 12;
    private const int LgMax = 63;

    /// <summary>All options.</summary>
    public static IReadOnlyList<ConfOption> All { get; } =
    [
        Bool("abort", "give up on warnings", (o, v) => o with { Abort = v }, o => o.Abort),
        Size("lg_qspace_max", LgQuantum, LgPage - 1, "logarithm of the largest quantum-spaced class", (o, v) => o with { LgQspaceMax = v }, o => o.LgQspaceMax),
        Size("lg_cspace_max", LgQuantum, LgPage - 1, "logarithm of the largest cacheline-spaced class", (o, v) => o with { LgCspaceMax = v }, o => o.LgCspaceMax),
        Size("lg_chunk", LgPage + 1, LgMax, "logarithm of the chunk size", (o, v) => o with { LgChunk = v }, o => o.LgChunk),
        new("narenas", "a whole number from 1 whose lower 32 bits are not 0", "most arenas there can be", SetNarenas, o => o.Narenas.ToString(CultureInfo.InvariantCulture)),
        Signed("lg_dirty_mult", "logarithm of active pages for each dirty one at least; -1: no purging", (o, v) => o with { LgDirtyMult = v }, o => o.LgDirtyMult),
        Bool("stats_print", "print statistics at the end", (o, v) => o with { StatsPrint = v }, o => o.StatsPrint),
        Bool("junk", "fill objects with junk", (o, v) => o with { Junk = v }, o => o.Junk),
        Bool("zero", "fill new objects with zeros", (o, v) => o with { Zero = v }, o => o.Zero),
        Bool("tcache", "keep a cache a thread", (o, v) => o with { Tcache = v }, o => o.Tcache),
        Signed("lg_tcache_gc_sweep", "logarithm of operations that it takes to collect a cache once; -1: never", (o, v) => o with { LgTcacheGcSweep = v }, o => o.LgTcacheGcSweep),
        Signed("lg_tcache_max", "logarithm of the largest cached size; -1: small classes alone", (o, v) => o with { LgTcacheMax = v }, o => o.LgTcacheMax),
        new("isthreaded", "auto, never, second or always", "when the library knows of threads, and locks and caches: auto (never in trace order, second in simulated time), never (opened by dlopen), from the second thread on (linked or preloaded), always (built without lazy locking)", SetThreaded, o => o.IsThreaded.ToString().ToLowerInvariant()) { IsOwn = true },
    ];

    /// <summary>An option by name; null when there is none.</summary>
    public static ConfOption? Find(string name) => All.FirstOrDefault(o => o.Name == name);

    private static ConfOption Bool(string name, string help, Func<ClassicOptions, bool, ClassicOptions> set, Func<ClassicOptions, bool> get)
        => new(name, "true or false", help, (o, v) => v is "true" or "false" ? set(o, v == "true") : null, o => get(o) ? "true" : "false");

    private static ConfOption Size(string name, int least, int most, string help, Func<ClassicOptions, int, ClassicOptions> set, Func<ClassicOptions, int> get)
        => new(
            name,
            FormattableString.Invariant($"a whole number from {least} to {most}"),
            help,
            (o, v) => ConfNumber.TryReadUnsigned(v, out ulong n) && n >= (ulong)least && n <= (ulong)most ? set(o, (int)n) : null,
            o => get(o).ToString(CultureInfo.InvariantCulture));

    private static ConfOption Signed(string name, string help, Func<ClassicOptions, int, ClassicOptions> set, Func<ClassicOptions, int> get)
        => new(
            name,
            "a whole number from -1 to 63",
            help,
            (o, v) => ConfNumber.TryReadSigned(v, out long n) && n is >= -1 and <= LgMax ? set(o, (int)n) : null,
            o => get(o).ToString(CultureInfo.InvariantCulture));

    // The library keeps 32 bits of it; left with 0 it soon dies.
    private static ClassicOptions? SetNarenas(ClassicOptions options, string value)
        => ConfNumber.TryReadUnsigned(value, out ulong n) && (uint)n != 0 ? options with { Narenas = n } : null;

    private static ClassicOptions? SetThreaded(ClassicOptions options, string value) => value switch
    {
        "auto" => options with { IsThreaded = ThreadAwareness.Auto },
        "never" => options with { IsThreaded = ThreadAwareness.Never },
        "second" => options with { IsThreaded = ThreadAwareness.Second },
        "always" => options with { IsThreaded = ThreadAwareness.Always },
        _ => null,
    };
}
