namespace AllocSim.Allocator.Jemalloc.Inspection.Library;

/// <summary>Reads the page map: its root, its leaves, their elements, and the extents that these name.</summary>
/// <param name="output">Takes the lines.</param>
/// <param name="memory">The library's memory.</param>
/// <param name="records">Reads the extents.</param>
/// <param name="bits">How the bit word of an extent's record is divided.</param>
internal sealed class LibraryMap(TextWriter output, MemoryReader memory, ExtentRecord records, RecordBits bits)
{
    // Of an element: the record's address has bits 7 to 47, in releases whose elements tell no state bits 1 to 47.
    private const int ClassShift = 48;
    private const int StateShift = 2;
    private const ulong StateMask = 7;
    private const ulong RecordAlignment = 128;

    private readonly MapGeometry _geometry = new(ClassShift, 12, 3);
    private readonly SortedDictionary<ulong, ulong> _extents = [];

    /// <summary>Writes all.</summary>
    /// <param name="root">Address of the root's first element.</param>
    public void Write(ulong root)
    {
        long elements = 1L << _geometry.BitsOf(1);
        ulong[] leaves = memory.Words(root, 1L << _geometry.BitsOf(0));
        List<(int Index, ulong Address, List<(ulong Key, long Count, ulong Word)> Runs)> read = [];
        for (int i = 0; i < leaves.Length; i++)
        {
            if (leaves[i] != 0)
            {
                read.Add((i, leaves[i], Runs((ulong)i * _geometry.LeafCovers, memory.Words(leaves[i], elements))));
            }
        }

        output.WriteLine(FormattableString.Invariant($"rtree root=0x{root:x} root_elements={leaves.Length} leaf_elements={elements} leaves={read.Count} elements={read.Sum(leaf => leaf.Runs.Sum(run => run.Count))}"));
        foreach ((int index, ulong address, List<(ulong Key, long Count, ulong Word)> runs) in read)
        {
            output.WriteLine(FormattableString.Invariant($"leaf root_index={index} addr=0x{address:x} elements={runs.Sum(run => run.Count)}"));
            foreach ((ulong key, long count, ulong word) in runs)
            {
                WriteElement(key, count, word);
            }
        }

        foreach ((ulong _, ulong record) in _extents)
        {
            output.WriteLine(records.Line(record));
        }
    }

    private List<(ulong Key, long Count, ulong Word)> Runs(ulong first, ulong[] elements)
    {
        List<(ulong Key, long Count, ulong Word)> runs = [];
        for (int i = 0; i < elements.Length; i++)
        {
            ulong word = elements[i];
            if (word == 0)
            {
                continue;
            }

            if (i > 0 && elements[i - 1] == word)
            {
                runs[^1] = runs[^1] with { Count = runs[^1].Count + 1 };
                continue;
            }

            runs.Add((first + ((ulong)i << _geometry.LgPage), 1, word));
            if (RecordOf(word) is not 0 and var record)
            {
                _extents[records.BaseOf(record)] = record;
            }
        }

        return runs;
    }

    private void WriteElement(ulong key, long count, ulong word)
    {
        ulong head = bits.HasMapState ? (word >> 1) & 1 : 0;
        ulong state = bits.HasMapState ? (word >> StateShift) & StateMask : 0;
        output.WriteLine(FormattableString.Invariant(
            $"element key=0x{key:x} count={count} subkey0={_geometry.Subkey(key, 0)} subkey1={_geometry.Subkey(key, 1)} le_bits=0x{word:x16} edata=0x{RecordOf(word):x} szind={word >> ClassShift} slab={word & 1} is_head={head} state={state}"));
    }

    private ulong RecordOf(ulong word)
    {
        ulong address = (ulong)((long)(word << (64 - ClassShift)) >> (64 - ClassShift));
        return address & ~(bits.HasMapState ? RecordAlignment - 1 : 1);
    }
}
