using System.Globalization;

namespace AllocSim.Allocator.Jemalloc.Inspection.Library;

/// <summary>Reads threads, and caches with what they hold.</summary>
/// <param name="output">Takes the lines.</param>
/// <param name="memory">The library's memory.</param>
/// <param name="arenas">Knows the arenas by their addresses.</param>
/// <param name="layout">How the release lays out its records.</param>
internal sealed class LibraryThreads(TextWriter output, MemoryReader memory, LibraryArenas arenas, LibraryLayout layout)
{
    /// <summary>A thread's block.</summary>
    public const string Block = "je_tsd_tls";

    private const string Table = "je_tcaches";
    private const string Used = "tcaches_past";
    private const string Free = "tcaches_avail";

    // Stands for a cache that will be made when it is used.
    private const ulong ToBeMade = 1;

    /// <summary>The variables that have to be known.</summary>
    public static IReadOnlyList<string> Symbols => [Table, Used, Free];

    /// <summary>Writes all.</summary>
    /// <param name="threads">The threads that live, with their blocks.</param>
    public void Write(IReadOnlyList<KeyValuePair<int, ulong>> threads)
    {
        foreach ((int thread, ulong block) in threads)
        {
            ulong cache = memory.Byte(block + layout.ThreadHasCache) == 0 ? 0 : block + layout.ThreadCache;
            string at = cache == 0 ? "-" : FormattableString.Invariant($"0x{cache:x}");
            string filler = cache == 0 ? "-" : arenas.NumberOf(memory.Word(layout.Caches.ArenaOf(memory, cache)));
            ulong its = block + layout.ThreadInternalArena;
            output.WriteLine(FormattableString.Invariant($"thread tid={thread} tsd=0x{block:x} arena={arenas.NumberOf(memory.Word(its + sizeof(ulong)))} iarena={arenas.NumberOf(memory.Word(its))} tcache={at} tcache_arena={filler}"));
            WriteBins(FormattableString.Invariant($"thread:{thread}"), cache);
        }

        WriteExplicit();
    }

    private void WriteExplicit()
    {
        ulong table = memory.Word(memory.AddressOf(Table));
        HashSet<ulong> free = [];
        for (ulong at = memory.Word(memory.AddressOf(Free)); at != 0 && free.Add(at); at = memory.Word(at))
        {
        }

        int used = table == 0 ? 0 : (int)memory.Half(memory.AddressOf(Used));
        for (int i = 0; i < used; i++)
        {
            ulong entry = table + ((ulong)i * sizeof(ulong));
            ulong cache = memory.Word(entry);
            if (cache > ToBeMade && !free.Contains(entry))
            {
                output.WriteLine(FormattableString.Invariant($"tcache ind={i} addr=0x{cache:x} arena={arenas.NumberOf(memory.Word(layout.Caches.ArenaOf(memory, cache)))}"));
                WriteBins(FormattableString.Invariant($"explicit:{i}"), cache);
            }
        }
    }

    private void WriteBins(string owner, ulong cache)
    {
        int classes = cache == 0 ? 0 : layout.Caches.Classes(memory, cache);
        for (int szind = 0; szind < classes; szind++)
        {
            CachedBin bin = layout.Caches.Bin(memory, cache, szind);
            if (bin.Count > 0)
            {
                string objects = string.Join(',', memory.Words(bin.Head, bin.Count).Select(address => "0x" + address.ToString("x", CultureInfo.InvariantCulture)));
                output.WriteLine(FormattableString.Invariant($"cache owner={owner} szind={szind} size={arenas.SizeOf(szind)} max={bin.Max} cached={bin.Count} low_water={bin.LowWater} head=0x{bin.Head:x} ptrs={objects}"));
            }
        }
    }
}
