using System.Globalization;
using AllocSim.Allocator.Jemalloc.Metadata;

namespace AllocSim.Allocator.Jemalloc.Inspection.Library;

/// <summary>Reads extent records.</summary>
/// <param name="memory">The library's memory.</param>
/// <param name="bits">How their bit word is divided.</param>
/// <param name="layout">How the release lays out its records.</param>
internal sealed class ExtentRecord(MemoryReader memory, RecordBits bits, LibraryLayout layout)
{
    private const ulong AddressAt = 8;
    private const ulong PageMask = 4095;
    private const int BitsOfWord = 64;

    private const string Infos = "je_bin_infos";
    private const string SizeTable = "je_sz_index2size_tab";
    /// <summary>The variable that has the bytes behind a large object; only looked at where sizes are whole pages.</summary>
    public const string Padding = "je_sz_large_pad";
    private const int SizeClasses = 232;
    private const int SmallClasses = 36;
    private const int BinInfoBytes = 40;
    private const ulong RegionsAt = 16;

    private static readonly string[] States = ["Active", "Dirty", "Muzzy", "Retained", "Transition", "Merging"];

    /// <summary>The variables that have to be known.</summary>
    public static IReadOnlyList<string> Symbols => [Infos, SizeTable];

    /// <summary>Address of the table of slabs' size classes.</summary>
    public ulong BinInfos => memory.AddressOf(Infos);

    /// <summary>Where an extent begins.</summary>
    public ulong BaseOf(ulong record) => memory.Word(record + AddressAt) & ~PageMask;

    /// <summary>Serial of the block that a record lies in.</summary>
    public ulong SerialOfBlock(ulong record) => memory.Word(record + RecordSizes.EdataSizeWord) & PageMask;

    /// <summary>Bytes of a size class.</summary>
    public ulong SizeOf(int szind) => memory.Word(memory.AddressOf(SizeTable) + ((ulong)szind * sizeof(ulong)));

    /// <summary>The fields of a base block's record.</summary>
    public string BlockFields(ulong record)
        => FormattableString.Invariant($"e_bits=0x{memory.Word(record):x16} e_addr=0x{memory.Word(record + AddressAt):x} bsize={memory.Word(record + RecordSizes.EdataSizeWord)} sn={SerialOf(record)}");

    /// <summary>The line of an extent.</summary>
    public string Line(ulong record)
    {
        ulong word = memory.Word(record);
        ulong address = memory.Word(record + AddressAt);
        ulong size = memory.Word(record + RecordSizes.EdataSizeWord);
        int state = (int)Field(word, "state");
        int szind = (int)Field(word, "szind");
        ulong slab = Field(word, "slab");
        ulong pai = Field(word, "pai");
        string name = state < States.Length ? States[state] : throw new InvalidDataException(FormattableString.Invariant($"0x{record:x} holds no record of an extent: its state is {state}"));
        string usize = szind < SizeClasses ? UsableOf(szind, size & ~PageMask).ToString(CultureInfo.InvariantCulture) : "-";
        return FormattableString.Invariant($"edata addr=0x{record:x} e_bits=0x{word:x16} e_addr=0x{address:x} base=0x{address & ~PageMask:x} offset={address & PageMask} size={size & ~PageMask} esn={size & PageMask} bsize={size} sn={SerialOf(record)} ")
            + FormattableString.Invariant($"arena_ind={Field(word, "arena_ind")} slab={slab} committed={Field(word, "committed")} pai={pai} zeroed={Field(word, "zeroed")} guarded={Field(word, "guarded")} state={state} szind={szind} nfree={Field(word, "nfree")} bin_shard={Field(word, "bin_shard")} is_head={Field(word, "is_head")} ")
            + FormattableString.Invariant($"state_name={name} pai_name={(pai == 0 ? "PAC" : "HPA")} has_slab={slab} is_free={(state == 0 ? 0 : 1)} usize={usize}{(slab == 1 && state == 0 && szind < SizeClasses ? Regions(record, szind) : "")}");
    }

    private ulong UsableOf(int szind, ulong size)
    {
        bool hasClass = szind < SmallClasses || layout.PagewiseSizes.Length == 0 || memory.Byte(memory.AddressOf(layout.PagewiseSizes)) == 0;
        return hasClass ? SizeOf(szind) : size - memory.Word(memory.AddressOf(Padding));
    }

    private string Regions(ulong record, int szind)
    {
        int count = (int)memory.Half(BinInfos + ((ulong)szind * BinInfoBytes) + RegionsAt);
        string[] words = [.. memory.Words(record + RecordSizes.EdataSlabData, (count + BitsOfWord - 1) / BitsOfWord).Select(word => word.ToString("x16", CultureInfo.InvariantCulture))];
        return FormattableString.Invariant($" nregs={count} bitmap={string.Join(',', words)}");
    }

    private ulong SerialOf(ulong record) => layout.Serial == 0 ? Field(memory.Word(record), "sn") : memory.Word(record + layout.Serial);

    // 0 where the release has no such field.
    private ulong Field(ulong word, string name)
    {
        int shift = 0;
        foreach ((string field, int width) in bits.Fields)
        {
            if (field == name)
            {
                return (word >> shift) & ((1UL << width) - 1);
            }

            shift += width;
        }

        return 0;
    }
}
