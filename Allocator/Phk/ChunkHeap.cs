using System.Numerics;
using System.Runtime.CompilerServices;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Phk;

/// <summary>Chunks: pages cut into equal pieces of a power of two, each page with a bitmap of the free ones. (malloc_bytes, malloc_make_chunks, free_bytes)</summary>
internal sealed class ChunkHeap
{
    /// <summary>Largest chunk, bytes. (malloc_maxsize)</summary>
    public const ulong MaxBytes = PageDirectory.PageBytes / 2;

    /// <summary>Smallest chunk, bytes. (malloc_minsize)</summary>
    public const ulong MinBytes = 16;

    /// <summary>Words of 64 bits that the bits of one page take here, at most.</summary>
    public const int WordsPerPage = (int)(PageDirectory.PageBytes / MinBytes / 64);

    private const ulong FixedRecordBytes = 24;
    private const int BitsPerWord = 32; // The library's words, which its record is made of.

    private readonly SimMachine _machine;
    private readonly PhkHeap _heap;
    private readonly PageDirectory _directory;
    private readonly PageHeap _pages;
    private readonly bool _fills;
    private ChunkPage[] _records = new ChunkPage[64];
    private ulong[] _bits = new ulong[64 * WordsPerPage];
    private int _made;
    private int _unused = -1;

    /// <summary>Makes a heap without chunks.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="heap">Where records come from that do not fit into their page.</param>
    /// <param name="directory">The page directory, which holds the lists.</param>
    /// <param name="pages">Where pages come from.</param>
    /// <param name="fills">Whether chunks are filled when handed out and when freed.</param>
    public ChunkHeap(SimMachine machine, PhkHeap heap, PageDirectory directory, PageHeap pages, bool fills)
    {
        _machine = machine;
        _heap = heap;
        _directory = directory;
        _pages = pages;
        _fills = fills;
    }

    /// <summary>Bytes of chunks in use, the allocator's own ones included.</summary>
    public ulong UsedBytes { get; private set; }

    /// <summary>Pages that are cut into chunks.</summary>
    public ulong PageCount { get; private set; }

    /// <summary>Bytes of chunks that records take in their own pages.</summary>
    public ulong RecordBytes { get; private set; }

    /// <summary>A page of chunks, by number.</summary>
    public ref readonly ChunkPage this[int number] => ref _records[number];

    /// <summary>The bits of a page: set for a free chunk, the lowest chunk first.</summary>
    public ReadOnlySpan<ulong> BitsOf(int number) => _bits.AsSpan(number * WordsPerPage, WordsPerPage);

    /// <summary>Bytes of a record for a page of chunks.</summary>
    /// <param name="shift">Base-2 logarithm of the chunks' size.</param>
    public static ulong RecordBytesOf(int shift)
        => FixedRecordBytes + (4 * (((PageDirectory.PageBytes >> shift) + BitsPerWord - 1) / BitsPerWord));

    /// <summary>Whether the record lies in the page: where it takes no more than two chunks.</summary>
    /// <param name="shift">Base-2 logarithm of the chunks' size.</param>
    public static bool IsRecordInPage(int shift) => 1UL << shift <= 2 * RecordBytesOf(shift);

    /// <summary>Allocates a chunk.</summary>
    /// <param name="bytes">Bytes, at most <see cref="MaxBytes"/>.</param>
    /// <returns>Its address, or 0.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Allocate(ulong bytes)
    {
        int shift = BitOperations.Log2(Math.Max(bytes, MinBytes) - 1) + 1;
        int slot = _directory[(ulong)shift];
        if (slot == 0)
        {
            if (!TryMakePage(shift))
            {
                return 0;
            }

            slot = _directory[(ulong)shift];
        }

        int number = slot - PageDirectory.FirstRecord;
        ref ChunkPage record = ref _records[number];
        ulong address = record.Page + ((ulong)TakeLowest(number) << shift);
        if (--record.Free == 0)
        {
            _directory.Set((ulong)shift, record.Next);
            record.Next = 0;
        }

        UsedBytes += 1UL << shift;
        if (_fills)
        {
            _machine.Touch(address, 1UL << shift);
        }

        return address;
    }

    /// <summary>Frees a chunk, and its page when that becomes empty.</summary>
    /// <param name="address">The chunk.</param>
    /// <param name="number">Its page's number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(ulong address, int number)
    {
        ref ChunkPage record = ref _records[number];
        int chunk = (int)((address & (PageDirectory.PageBytes - 1)) >> record.Shift);
        if (_fills)
        {
            _machine.Touch(address, 1UL << record.Shift);
        }

        _bits[(number * WordsPerPage) + (chunk >> 6)] |= 1UL << chunk;
        UsedBytes -= 1UL << record.Shift;
        record.Free++;
        if (record.Free == 1)
        {
            Link(number);
        }
        else if (record.Free == record.Total)
        {
            DropPage(number);
        }
    }

    private int TakeLowest(int number)
    {
        int word = number * WordsPerPage;
        while (_bits[word] == 0)
        {
            word++;
        }

        int bit = BitOperations.TrailingZeroCount(_bits[word]);
        _bits[word] &= _bits[word] - 1;
        return ((word & (WordsPerPage - 1)) << 6) + bit;
    }

    /// <summary>A page is no longer full: it enters the list of its size.</summary>
    /// <remarks>
    /// The library means to keep the list in address order, but stops in front of the last entry it looks at instead of behind it,
    /// so a page above the only entry goes before it.
    /// </remarks>
    private void Link(int number)
    {
        ref ChunkPage record = ref _records[number];
        ulong head = (ulong)record.Shift;
        int slot = _directory[head];
        int before = 0;
        while (slot != 0 && NextOf(slot) is int next && next != 0 && _records[next - PageDirectory.FirstRecord].Page < record.Page)
        {
            before = slot;
            slot = next;
        }

        record.Next = slot;
        SetNext(head, before, number + PageDirectory.FirstRecord);
    }

    private void DropPage(int number)
    {
        ChunkPage record = _records[number];
        ulong head = (ulong)record.Shift;
        int before = 0;
        for (int slot = _directory[head]; slot != number + PageDirectory.FirstRecord; slot = NextOf(slot))
        {
            before = slot;
        }

        SetNext(head, before, record.Next);
        ulong index = _directory.IndexOf(record.Page);
        _directory.Set(index, PageDirectory.First);
        _records[number].Next = _unused;
        _unused = number;
        PageCount--;
        if (record.Record != record.Page)
        {
            _heap.FreeRecord(record.Record);
        }
        else
        {
            RecordBytes -= StolenChunks(record.Shift) << record.Shift;
        }

        _pages.Free(record.Page, index);
    }

    private int NextOf(int slot) => _records[slot - PageDirectory.FirstRecord].Next;

    private void SetNext(ulong head, int before, int slot)
    {
        if (before == 0)
        {
            _directory.Set(head, slot);
        }
        else
        {
            _records[before - PageDirectory.FirstRecord].Next = slot;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryMakePage(int shift)
    {
        ulong page = _pages.Allocate(PageDirectory.PageBytes);
        if (page == 0)
        {
            return false;
        }

        ulong bytes = RecordBytesOf(shift);
        ulong address = IsRecordInPage(shift) ? page : _heap.AllocateRecord(bytes);
        if (address == 0)
        {
            _pages.Free(page, _directory.IndexOf(page));
            return false;
        }

        _machine.Touch(address, bytes);
        int stolen = address == page ? (int)StolenChunks(shift) : 0;
        int chunks = (int)(PageDirectory.PageBytes >> shift);
        int number = NewNumber();
        SetBits(number, stolen, chunks);
        _records[number] = new ChunkPage
        {
            Page = page,
            Record = address,
            Next = _directory[(ulong)shift],
            Free = chunks - stolen,
            Total = chunks - stolen,
            Shift = shift,
        };
        PageCount++;
        RecordBytes += (ulong)stolen << shift;
        _directory.Set(_directory.IndexOf(page), number + PageDirectory.FirstRecord);
        _directory.Set((ulong)shift, number + PageDirectory.FirstRecord);
        return true;
    }

    private static ulong StolenChunks(int shift) => (RecordBytesOf(shift) + (1UL << shift) - 1) >> shift;

    private void SetBits(int number, int from, int to)
    {
        Span<ulong> words = _bits.AsSpan(number * WordsPerPage, WordsPerPage);
        words.Clear();
        for (int chunk = from; chunk < to; chunk++)
        {
            words[chunk >> 6] |= 1UL << chunk;
        }
    }

    private int NewNumber()
    {
        int number = _unused;
        if (number >= 0)
        {
            _unused = _records[number].Next;
            return number;
        }

        if (_made == _records.Length)
        {
            Array.Resize(ref _records, _made * 2);
            Array.Resize(ref _bits, _made * 2 * WordsPerPage);
        }

        return _made++;
    }
}
