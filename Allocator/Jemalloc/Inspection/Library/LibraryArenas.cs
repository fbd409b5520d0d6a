namespace AllocSim.Allocator.Jemalloc.Inspection.Library;

/// <summary>Reads arenas: their metadata, bins and unused extents.</summary>
/// <param name="output">Takes the lines.</param>
/// <param name="memory">The library's memory.</param>
/// <param name="records">Reads the extents.</param>
/// <param name="layout">How the release lays out its records.</param>
internal sealed class LibraryArenas(TextWriter output, MemoryReader memory, ExtentRecord records, LibraryLayout layout)
{
    private const string Table = "je_arenas";
    private const int ArenasMax = 4095;
    private const int SmallClasses = 36;
    private const int PageClasses = 200;
    private const ulong BlockNext = 8;
    private const ulong BlockRecord = 16;
    private const ulong InternalThreads = 4;
    private const ulong SlabBytesAt = 8;
    private const ulong RegionsAt = 16;

    private static readonly string[] Sets = ["dirty", "muzzy", "retained"];

    private readonly SortedDictionary<ulong, int> _indices = [];

    /// <summary>The variables that have to be known.</summary>
    public static IReadOnlyList<string> Symbols => [Table, .. ExtentRecord.Symbols];

    /// <summary>The number of an arena as it is printed; "-" for none.</summary>
    /// <param name="address">Its address; 0 for none.</param>
    public string NumberOf(ulong address)
        => address == 0 ? "-" : _indices.TryGetValue(address, out int index) ? FormattableString.Invariant($"{index}") : throw new InvalidDataException(FormattableString.Invariant($"there is no arena at 0x{address:x}"));

    /// <summary>Bytes of a size class.</summary>
    public ulong SizeOf(int szind) => records.SizeOf(szind);

    /// <summary>Writes all.</summary>
    public void Write()
    {
        ulong[] arenas = memory.Words(memory.AddressOf(Table), ArenasMax);
        for (int i = 0; i < ArenasMax; i++)
        {
            if (arenas[i] != 0)
            {
                _indices[arenas[i]] = i;
                WriteArena(i, arenas[i]);
            }
        }
    }

    private void WriteArena(int index, ulong arena)
    {
        ulong itsBase = memory.Word(arena + layout.ArenaBase);
        List<ulong> spare = memory.Heap(memory.Word(arena + layout.ArenaSpare));
        List<ulong> large = memory.Ring(memory.Word(arena + layout.ArenaLarge), layout.UsedLink);
        output.WriteLine(FormattableString.Invariant($"arena ind={index} addr=0x{arena:x} base=0x{itsBase:x} nthreads={memory.Half(arena)} nthreads_internal={memory.Half(arena + InternalThreads)} nactive={memory.Word(arena + layout.ArenaActive)} spare={spare.Count} large={large.Count}"));
        for (ulong block = memory.Word(itsBase + layout.BaseBlocks); block != 0; block = memory.Word(block + BlockNext))
        {
            output.WriteLine(FormattableString.Invariant($"block arena={index} addr=0x{block:x} size={memory.Word(block)} edata=0x{block + BlockRecord:x} {records.BlockFields(block + BlockRecord)}"));
        }

        foreach (ulong record in spare)
        {
            output.WriteLine(FormattableString.Invariant($"spare arena={index} edata=0x{record:x} esn={records.SerialOfBlock(record)}"));
        }

        foreach (ulong record in large)
        {
            output.WriteLine(FormattableString.Invariant($"large arena={index} edata=0x{record:x}"));
        }

        foreach ((int szind, int shard, ulong bin, ulong info) in layout.Bins.Each(memory, arena, records.BinInfos, SmallClasses))
        {
            WriteBin(index, szind, shard, bin, info);
        }

        for (int set = 0; set < Sets.Length; set++)
        {
            WriteSet(index, Sets[set], 0, arena + layout.ArenaSets[set]);
            WriteSet(index, Sets[set], 1, layout.GuardedSet == 0 ? 0 : arena + layout.ArenaSets[set] + layout.GuardedSet);
        }
    }

    private void WriteBin(int arena, int szind, int shard, ulong bin, ulong info)
    {
        ulong slabs = memory.Word(bin + layout.BinSlabs);
        if (slabs == 0)
        {
            return;
        }

        ulong heap = bin + layout.BinCurrent + sizeof(ulong);
        List<ulong> nonfull = memory.Heap(memory.Word(heap));
        List<ulong> full = memory.Ring(memory.Word(heap + layout.HeapBytes), layout.UsedLink);
        output.WriteLine(FormattableString.Invariant(
            $"bin arena={arena} szind={szind} shard={shard} addr=0x{bin:x} reg_size={memory.Word(info)} slab_size={memory.Word(info + SlabBytesAt)} nregs={memory.Half(info + RegionsAt)} slabs={slabs} slabcur=0x{memory.Word(bin + layout.BinCurrent):x} nonfull={nonfull.Count} full={full.Count}"));
        foreach (ulong record in nonfull)
        {
            output.WriteLine(FormattableString.Invariant($"nonfull arena={arena} szind={szind} shard={shard} edata=0x{record:x}"));
        }

        foreach (ulong record in full)
        {
            output.WriteLine(FormattableString.Invariant($"full arena={arena} szind={szind} shard={shard} edata=0x{record:x}"));
        }
    }

    private void WriteSet(int arena, string name, int guarded, ulong set)
    {
        List<ulong> order = set == 0 ? [] : memory.Ring(memory.Word(set + layout.SetOrder), layout.UnusedLink);
        output.WriteLine(FormattableString.Invariant($"ecache arena={arena} set={name} guarded={guarded} extents={order.Count} pages={(set == 0 ? 0 : memory.Word(set + layout.SetPages))}"));
        Dictionary<ulong, int> places = order.Select((record, place) => (record, place)).ToDictionary(each => each.record, each => each.place);
        for (int pind = 0; pind < PageClasses && order.Count > 0; pind++)
        {
            foreach (ulong record in memory.Heap(memory.Word(set + layout.SetHeaps + ((ulong)pind * layout.SetHeapBytes))))
            {
                string place = places.TryGetValue(record, out int at) ? FormattableString.Invariant($"{at}") : "-";
                output.WriteLine(FormattableString.Invariant($"cached arena={arena} set={name} guarded={guarded} pind={pind} lru={place} edata=0x{record:x}"));
            }
        }
    }
}
