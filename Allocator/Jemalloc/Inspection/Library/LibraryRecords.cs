using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Allocator.Jemalloc.Inspection.Library;

/// <summary>Reads the records of a real jemalloc out of its memory, as a debugger does.</summary>
/// <param name="layout">How the release lays them out.</param>
/// <param name="bits">How the bit word of an extent's record is divided.</param>
internal sealed class LibraryRecords(LibraryLayout layout, RecordBits bits) : ILibraryRecords
{
    private static readonly string[] Kinds = ["rtree", "leaf", "element", "edata", "arena", "block", "spare", "large", "bin", "nonfull", "full", "ecache", "cached", "thread", "tcache", "cache"];

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<string, ulong>> Symbols { get; } =
    [
        new(layout.Map, layout.MapBytes), new(LibraryThreads.Block, layout.ThreadBytes), .. LibraryArenas.Symbols.Concat(LibraryThreads.Symbols).Concat(layout.Caches.Symbols).Concat(layout.PagewiseSizes.Length == 0 ? [] : [layout.PagewiseSizes, ExtentRecord.Padding]).Distinct().Select(name => KeyValuePair.Create(name, 0UL)),
    ];

    /// <inheritdoc/>
    public bool Reads(ReadOnlySpan<char> kind)
    {
        foreach (string known in Kinds)
        {
            if (kind.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public ulong MapRoot(ILibraryMemory memory) => memory.AddressOf(layout.Map) + layout.MapRoot;

    /// <inheritdoc/>
    public void Write(TextWriter output, ILibraryMemory memory)
    {
        MemoryReader reader = new(memory);
        ExtentRecord records = new(reader, bits, layout);
        new LibraryMap(output, reader, records, bits).Write(MapRoot(memory));
        LibraryArenas arenas = new(output, reader, records, layout);
        arenas.Write();
        new LibraryThreads(output, reader, arenas, layout).Write(memory.Threads);
    }
}
