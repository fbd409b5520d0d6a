using System.Globalization;
using System.Runtime.CompilerServices;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Sizes;

namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <summary>Writes a heap's records in the inspect format, version 1: one line a record, a kind and then name=value pairs.</summary>
/// <remarks>One file a concern: the page map and extents (Map), arenas (Arenas), threads and caches (Threads).</remarks>
internal sealed partial class HeapDump
{
    private readonly TextWriter _output;
    private readonly Action<ReadOnlySpan<char>>? _read;
    private readonly HeapView _heap;
    private readonly MapGeometry _geometry;
    private readonly RecordBits _bits;
    private readonly SizeClasses _sizes;
    private readonly EdataTable _table;

    private HeapDump(TextWriter output, HeapView heap, string kind = "", Action<ReadOnlySpan<char>>? read = null)
    {
        _output = output;
        Kind = kind;
        _read = read;
        _heap = heap;
        _sizes = heap.Sizes;
        _table = heap.Table;
        _geometry = new MapGeometry(48, heap.Sizes.LgPage, 3);
        _bits = heap.Bits;
    }

    /// <summary>The line under way.</summary>
    internal LineBuffer Buffer { get; } = new();

    /// <summary>The only kind of lines that is wanted; empty for all.</summary>
    internal string Kind { get; }

    /// <summary>Writes all.</summary>
    public static void Write(TextWriter output, HeapView heap, long index, ulong mapRoot)
    {
        HeapDump dump = new(output, heap);
        dump.Line($"inspect version=1 allocator=jemalloc-{heap.Version} index={index}");
        dump.WriteGeometry();
        dump.WriteMap(mapRoot);
        dump.WriteArenas();
        dump.WriteThreads();
    }

    /// <summary>Reads the lines of one kind.</summary>
    /// <param name="heap">The heap.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="read">Gets each line, which is gone after the call.</param>
    public static void Read(HeapView heap, string kind, Action<ReadOnlySpan<char>> read)
    {
        HeapDump dump = new(TextWriter.Null, heap, kind, read);
        switch (kind)
        {
            case "element" or "edata":
                dump.WriteMap(0);
                break;
            case "thread" or "cache":
                dump.WriteThreads();
                break;
            default:
                dump.WriteArenas();
                break;
        }
    }

    private void WriteArenas()
    {
        for (int i = 0; i < _heap.Arenas.Count; i++)
        {
            if (_heap.Arenas.TryGet(i) is { } arena)
            {
                WriteArena(arena);
            }
        }
    }

    private void WriteGeometry()
    {
        MapGeometry g = _geometry;
        string levels = string.Concat(Enumerable.Range(0, g.Height).Select(i => string.Create(CultureInfo.InvariantCulture, $" level{i}_bits={g.BitsOf(i)} level{i}_cumbits={g.CumulativeBitsOf(i)}")));
        Line($"geometry lg_vaddr={g.LgVaddr} lg_page={g.LgPage} lg_sizeof_ptr={g.LgPointer} nhib={g.HighBits} nlib={g.LowBits} nsb={g.SignificantBits} height={g.Height} compact={Bit(g.IsCompact)}{levels}");
    }

    private void Line([InterpolatedStringHandlerArgument("")] LineHandler line)
    {
        _ = line; // It has written into the buffer.
        if (_read is null)
        {
            _output.Write(Buffer.Text);
            _output.Write('\n');
        }
        else if (Buffer.Text.Length > 0)
        {
            _read(Buffer.Text);
        }
    }

    // Lines are dear: those of a kind that nobody wants are not made.
    private bool Wants(string kind) => Kind.Length == 0 || Kind == kind;

    private static int Bit(bool value) => value ? 1 : 0;

    private string Record(int id) => id == EdataTable.Null ? "0x0" : string.Create(CultureInfo.InvariantCulture, $"0x{_table[id].RecordAddress:x}");
}
