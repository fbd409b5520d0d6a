using System.Globalization;
using AllocSim.Allocator.Jemalloc.Extents.PageMap;
using AllocSim.Allocator.Jemalloc.Extents.Records;

namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <content>The page map, and the extents that it names.</content>
internal sealed partial class HeapDump
{
    private const ulong AddressMask = (1UL << 48) - 1;

    private void WriteMap(ulong root)
    {
        int leafBits = _geometry.BitsOf(_geometry.Height - 1);
        List<(ulong Key, ulong Address)> leaves = [.. _heap.Map.Leaves];
        SortedDictionary<ulong, int> extents = [];
        List<List<(ulong First, long Count, ulong Packed)>> runs = [];
        long total = 0;
        foreach ((ulong key, ulong _) in leaves)
        {
            runs.Add(Runs(key, leafBits, extents));
            total += ElementsIn(runs[^1]);
        }

        Line($"rtree root=0x{root:x} root_elements={1L << _geometry.BitsOf(0)} leaf_elements={1L << leafBits} leaves={leaves.Count} elements={total}");
        for (int i = 0; i < leaves.Count; i++)
        {
            Line($"leaf root_index={_geometry.Subkey(leaves[i].Key, 0)} addr=0x{leaves[i].Address:x} elements={ElementsIn(runs[i])}");
            if (Wants("element"))
            {
                foreach ((ulong first, long count, ulong packed) in runs[i])
                {
                    WriteElement(first, count, packed);
                }
            }
        }

        if (Wants("edata"))
        {
            foreach (int id in extents.Values)
            {
                WriteExtent(id);
            }
        }
    }

    private static long ElementsIn(List<(ulong First, long Count, ulong Packed)> runs)
    {
        long count = 0;
        foreach ((ulong _, long length, ulong _) in runs)
        {
            count += length;
        }

        return count;
    }

    /// <summary>The elements of a leaf that were ever written, equal ones in a row together; notes the extents that they name by their first page.</summary>
    private List<(ulong First, long Count, ulong Packed)> Runs(ulong leafKey, int leafBits, SortedDictionary<ulong, int> extents)
    {
        List<(ulong First, long Count, ulong Packed)> runs = [];
        ulong leafEnd = leafKey + (1UL << (leafBits + _geometry.LgPage));
        foreach ((ulong first, ReadOnlyMemory<ulong> elements) in _heap.Map.Segments.Where(segment => segment.First >= leafKey && segment.First < leafEnd))
        {
            for (int i = 0; i < elements.Length; i++)
            {
                ulong packed = Told(elements.Span[i]);
                if (packed == 0)
                {
                    continue;
                }

                ulong key = first + ((ulong)i << _geometry.LgPage);
                if (runs.Count > 0 && runs[^1] is var last && last.Packed == packed && last.First + ((ulong)last.Count << _geometry.LgPage) == key)
                {
                    runs[^1] = last with { Count = last.Count + 1 };
                    continue;
                }

                runs.Add((key, 1, packed));
                if (Rtree.Edata(packed) is int id and not EdataTable.Null)
                {
                    extents[_table.BaseOf(_table[id])] = id;
                }
            }
        }

        return runs;
    }

    // Elements that differ in what the library does not keep there are equal.
    private ulong Told(ulong packed) => _bits.HasMapState ? packed : Rtree.Pack(Rtree.Edata(packed), Rtree.Szind(packed), Rtree.IsSlab(packed), head: false, default);

    private void WriteElement(ulong key, long count, ulong packed)
    {
        int id = Rtree.Edata(packed);
        int szind = Rtree.Szind(packed);
        ulong record = id == EdataTable.Null ? 0 : _table[id].RecordAddress;
        int state = _bits.HasMapState ? (int)Rtree.State(packed) : 0;
        int head = _bits.HasMapState ? Bit(Rtree.IsHead(packed)) : 0;
        ulong word = ((ulong)(uint)szind << 48) | (record & AddressMask) | (uint)Bit(Rtree.IsSlab(packed)) | ((ulong)(uint)state << 2) | ((ulong)(uint)head << 1);
        string subkeys = string.Join(' ', Enumerable.Range(0, _geometry.Height).Select(level => string.Create(CultureInfo.InvariantCulture, $"subkey{level}={_geometry.Subkey(key, level)}")));
        Line($"element key=0x{key:x} count={count} {subkeys} le_bits=0x{word:x16} edata=0x{record:x} szind={szind} slab={Bit(Rtree.IsSlab(packed))} is_head={head} state={state}");
    }

    private void WriteExtent(int id)
    {
        ref Edata edata = ref _table[id];
        ulong start = _table.BaseOf(edata);
        string state = edata.State.ToString();
        string usize = edata.Szind >= _sizes.Count ? "-" : (edata.Szind >= _sizes.SmallCount ? _sizes.LargeUsable(edata.Szind, edata.Size) : _sizes.IndexToSize(edata.Szind)).ToString(CultureInfo.InvariantCulture);
        string regions = edata.IsSlab && edata.State == ExtentState.Active && edata.Szind < _sizes.Count ? Regions(ref edata) : "";
        Line($"edata addr=0x{edata.RecordAddress:x} e_bits=0x{BitsOf(edata, edata.Szind):x16} e_addr=0x{edata.Address:x} base=0x{start:x} offset={edata.Address - start} size={edata.Size} esn={edata.Esn} bsize={edata.SizeAndEsn} sn={edata.Serial} arena_ind={edata.Arena} slab={Bit(edata.IsSlab)} committed={Bit(edata.IsCommitted)} pai={Bit(edata.IsHpa)} zeroed={Bit(edata.IsZeroed)} guarded={Bit(edata.IsGuarded)} state={(int)edata.State} szind={edata.Szind} nfree={edata.Nfree} bin_shard={(Has("bin_shard") ? edata.BinShard : 0)} is_head={HeadOf(edata)} state_name={state} pai_name={(edata.IsHpa ? "HPA" : "PAC")} has_slab={Bit(edata.IsSlab)} is_free={Bit(edata.State != ExtentState.Active)} usize={usize}{regions}");
    }

    private string Regions(ref Edata edata)
    {
        int count = _sizes.Bins[edata.Szind].RegionCount;
        string[] words = [.. _table.Bitmap(ref edata, count)[..((count + 63) / 64)].ToArray().Select(word => word.ToString("x16", CultureInfo.InvariantCulture))];
        return string.Create(CultureInfo.InvariantCulture, $" nregs={count} bitmap={string.Join(',', words)}");
    }

    // 5.2.1 has the bit for systems on which mappings do not join.
    private int HeadOf(in Edata edata) => _bits.HasMapState ? Bit(edata.IsHead) : 0;

    private bool Has(string field) => _bits.ShiftOf(field) >= 0;

    /// <summary>The bit word as the library has it: its fields are narrower than ours.</summary>
    private ulong BitsOf(Edata edata, int szind) => _bits.Pack(field => field switch
    {
        "arena_ind" => (ulong)edata.Arena,
        "slab" => (ulong)Bit(edata.IsSlab),
        "committed" => (ulong)Bit(edata.IsCommitted),
        "pai" => (ulong)Bit(edata.IsHpa),
        "dumpable" => 1, // Nothing here asks for pages to be left out of core files.
        "zeroed" => (ulong)Bit(edata.IsZeroed),
        "guarded" => (ulong)Bit(edata.IsGuarded),
        "state" => (ulong)edata.State,
        "szind" => (ulong)szind,
        "nfree" => (ulong)edata.Nfree,
        "bin_shard" => (ulong)edata.BinShard,
        "is_head" => (ulong)HeadOf(edata),
        _ => edata.Serial,
    });
}
