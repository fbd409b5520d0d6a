using System.Buffers.Binary;
using System.Globalization;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Tests.Inspection;

/// <summary>The memory of a jemalloc 5.3.0 with the records that a dump tells of, at the places that its headers give them.</summary>
internal sealed class DumpedMemory : ILibraryMemory
{
    private const ulong Arenas = 0x1000_0000;
    private const ulong Infos = 0x1100_0000;
    private const ulong SizeTable = 0x1200_0000;
    private const ulong Caches = 0x1300_0000;
    private const ulong Past = 0x1400_0000;
    private const ulong Available = 0x1400_0100;
    private const ulong Classes = 0x1400_0200;
    private const ulong Slots = 0x1400_0300;
    private const ulong CacheTable = 0x1500_0000;
    private const ulong SlotTable = 0x1600_0000;

    private readonly Dictionary<ulong, byte> _bytes = [];
    private readonly Dictionary<string, ulong> _symbols = new(StringComparer.Ordinal)
    {
        ["je_arenas"] = Arenas,
        ["je_bin_infos"] = Infos,
        ["je_sz_index2size_tab"] = SizeTable,
        ["je_tcaches"] = Caches,
        ["tcaches_past"] = Past,
        ["tcaches_avail"] = Available,
        ["je_nhbins"] = Classes,
        ["je_tcache_bin_info"] = Slots,
    };

    private readonly List<KeyValuePair<int, ulong>> _threads = [];
    private readonly SortedDictionary<string, List<ulong>> _chains = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong> _bins = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, SortedDictionary<int, ulong>> _orders = [];
    private readonly List<ulong> _arenas = [];
    private ulong _leaf;
    private ulong _cache;
    private int _explicit;

    /// <summary>Lays the records down.</summary>
    /// <param name="lines">The dump.</param>
    /// <param name="shardsOf">Bins of each small class.</param>
    public DumpedMemory(IEnumerable<string> lines, Func<int, uint> shardsOf)
    {
        for (int szind = 0; szind < 36; szind++)
        {
            Put(Infos + (40 * (ulong)szind) + 20, shardsOf(szind), 4);
        }

        Put(Classes, 73, 4);
        Put(Slots, SlotTable, 8);
        foreach (string line in lines)
        {
            string[] words = line.Split(' ');
            Lay(words[0], words.Skip(1).Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal));
        }

        Put(Past, (ulong)_explicit, 4);
    }

    public IReadOnlyList<KeyValuePair<int, ulong>> Threads => _threads;

    public ulong AddressOf(string symbol) => _symbols.GetValueOrDefault(symbol);

    public void Read(ulong address, Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = _bytes.GetValueOrDefault(address + (ulong)i);
        }
    }

    private void Lay(string kind, Dictionary<string, string> fields)
    {
        switch (kind)
        {
            case "rtree":
                _symbols["je_arena_emap_global"] = N("root") - 120;
                break;
            case "leaf":
                _leaf = N("addr");
                Put(_symbols["je_arena_emap_global"] + 120 + (8 * N("root_index")), _leaf, 8);
                break;
            case "element":
                for (ulong i = 0; i < N("count"); i++)
                {
                    Put(_leaf + (8 * (N("subkey1") + i)), N("le_bits"), 8);
                }

                break;
            case "edata":
                LayRecord(N("addr"));
                LaySlab();
                break;
            case "block":
                LayRecord(N("edata"));
                Put(N("addr"), N("size"), 8);
                Append($"blocks {N("arena")}", N("addr"), _arenas[^1], block => Put(Word(block + 78_936) + 160, N("addr"), 8), (before, next) => Put(before + 8, next, 8));
                break;
            case "arena":
                _arenas.Add(N("addr"));
                Put(Arenas + (8 * N("ind")), N("addr"), 8);
                Put(N("addr"), N("nthreads"), 4);
                Put(N("addr") + 4, N("nthreads_internal"), 4);
                Put(N("addr") + 10_648 + 8, N("nactive"), 8);
                Put(N("addr") + 78_936, N("base"), 8);
                break;
            case "spare":
                Heap($"spare {N("arena")}", N("edata"), _arenas[^1] + 78_744);
                Put(N("edata") + 16, N("esn"), 8);
                break;
            case "large":
                Ring($"large {N("arena")}", N("edata"), _arenas[^1] + 10_528, 40);
                break;
            case "bin":
                LayBin();
                break;
            case "nonfull":
                Heap($"nonfull {N("arena")} {N("szind")} {N("shard")}", N("edata"), Bin() + 200);
                break;
            case "full":
                Ring($"full {N("arena")} {N("szind")} {N("shard")}", N("edata"), Bin() + 216, 40);
                break;
            case "ecache":
                Put(Set() + 9_640, N("pages"), 8);
                break;
            case "cached":
                Heap($"heap {Set()} {N("pind")}", N("edata"), Set() + 32 + (32 * N("pind")));
                LayPlace(Set(), (int)N("lru"), N("edata"));
                break;
            case "thread":
                LayThread();
                break;
            case "tcache":
                LayExplicit();
                break;
            case "cache":
                LayCache();
                break;
            default:
                break;
        }

        ulong N(string name) => fields[name] switch
        {
            "-" => 0,
            var text when text.StartsWith("0x", StringComparison.Ordinal) => ulong.Parse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            var text => ulong.Parse(text, CultureInfo.InvariantCulture),
        };

        ulong Bin() => _bins[FormattableString.Invariant($"{N("arena")} {N("szind")} {N("shard")}")];

        ulong Set() => _arenas[^1] + (fields["set"] switch { "dirty" => 10_728UL, "muzzy" => 30_168UL, _ => 49_608UL }) + (N("guarded") == 0 ? 112UL : 9_768UL);

        void LayRecord(ulong at)
        {
            Put(at, N("e_bits"), 8);
            Put(at + 8, N("e_addr"), 8);
            Put(at + 16, N("bsize"), 8);
            Put(at + 32, N("sn"), 8);
        }

        void LaySlab()
        {
            if (fields["usize"] != "-")
            {
                Put(SizeTable + (8 * N("szind")), N("usize"), 8);
            }

            if (fields.TryGetValue("bitmap", out string? bitmap))
            {
                Put(Infos + (40 * N("szind")) + 16, N("nregs"), 4);
                string[] words = bitmap.Split(',');
                for (int i = 0; i < words.Length; i++)
                {
                    Put(N("addr") + 64 + (8 * (ulong)i), ulong.Parse(words[i], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), 8);
                }
            }
        }

        void LayBin()
        {
            _bins[FormattableString.Invariant($"{N("arena")} {N("szind")} {N("shard")}")] = N("addr");
            Put(Infos + (40 * N("szind")), N("reg_size"), 8);
            Put(Infos + (40 * N("szind")) + 8, N("slab_size"), 8);
            Put(Infos + (40 * N("szind")) + 16, N("nregs"), 4);
            Put(N("addr") + 112 + 64, N("slabs"), 8);
            Put(N("addr") + 192, N("slabcur"), 8);
        }

        void LayThread()
        {
            _threads.Add(new((int)N("tid"), N("tsd")));
            Put(N("tsd"), fields["tcache"] == "-" ? 0UL : 1, 1);
            Put(N("tsd") + 136, ArenaOf("iarena"), 8);
            Put(N("tsd") + 144, ArenaOf("arena"), 8);
            Put(N("tsd") + 856, N("tsd") + 256, 8);
            Put(N("tsd") + 256 + 40, ArenaOf("tcache_arena"), 8);
            _cache = N("tsd") + 856;
        }

        void LayExplicit()
        {
            Put(Caches, CacheTable, 8);
            for (; _explicit < (int)N("ind"); _explicit++)
            {
                // An index in no use holds a link to the next such one.
                Put(CacheTable + (8 * (ulong)_explicit), Word(Available), 8);
                Put(Available, CacheTable + (8 * (ulong)_explicit), 8);
            }

            _cache = N("addr");
            Put(CacheTable + (8 * (ulong)_explicit++), _cache, 8);
            Put(_cache, _cache + 1_760, 8);
            Put(_cache + 1_760 + 40, ArenaOf("arena"), 8);
        }

        void LayCache()
        {
            ulong bin = _cache + 8 + (24 * N("szind"));
            ulong empty = N("head") + (8 * N("cached"));
            Put(SizeTable + (8 * N("szind")), N("size"), 8);
            Put(SlotTable + (2 * N("szind")), N("max"), 2);
            Put(bin, N("head"), 8);
            Put(bin + 16, empty - (8 * N("low_water")), 2);
            Put(bin + 20, empty, 2);
            string[] objects = fields["ptrs"].Split(',');
            for (int i = 0; i < objects.Length; i++)
            {
                Put(N("head") + (8 * (ulong)i), ulong.Parse(objects[i].AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), 8);
            }
        }

        ulong ArenaOf(string name) => fields[name] == "-" ? 0 : Word(Arenas + (8 * N(name)));
    }

    // A set's list: each time the whole ring, since places come in any order.
    private void LayPlace(ulong set, int place, ulong record)
    {
        SortedDictionary<int, ulong> order = _orders.TryGetValue(set, out SortedDictionary<int, ulong>? known) ? known : _orders[set] = [];
        order[place] = record;
        ulong[] records = [.. order.Select(pair => pair.Value)];
        Put(set + 9_632, records[0], 8);
        for (int i = 0; i < records.Length; i++)
        {
            Put(records[i] + 64, records[(i + 1) % records.Length], 8);
        }
    }

    private void Heap(string chain, ulong record, ulong root)
        => Append(chain, record, root, at => Put(at, record, 8), (before, next) => Put(before + (ulong)(_chains[chain].Count % 2 == 0 ? 48 : 56), next, 8));

    private void Ring(string chain, ulong record, ulong head, ulong link)
    {
        Append(chain, record, head, at => Put(at, record, 8), (before, next) => Put(before + link, next, 8));
        Put(record + link, _chains[chain][0], 8);
    }

    private void Append(string chain, ulong record, ulong head, Action<ulong> first, Action<ulong, ulong> after)
    {
        List<ulong> records = _chains.TryGetValue(chain, out List<ulong>? known) ? known : _chains[chain] = [];
        if (records.Count == 0)
        {
            first(head);
        }
        else
        {
            after(records[^1], record);
        }

        records.Add(record);
    }

    private ulong Word(ulong address)
    {
        Span<byte> bytes = stackalloc byte[8];
        Read(address, bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    private void Put(ulong address, ulong value, int bytes)
    {
        for (int i = 0; i < bytes; i++)
        {
            _bytes[address + (ulong)i] = (byte)(value >> (8 * i));
        }
    }
}
