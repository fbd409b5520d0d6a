using System.Runtime.CompilerServices;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Common;

/// <summary>What an allocator keeps in simulated memory: words of 8 bytes by address. Words that were never written are 0.</summary>
/// <remarks>
/// Holds memory for the pieces of 32 KiB that were written, so an allocator that writes a header here and there costs little.
/// Knows nothing of pages: an allocator that writes to memory also touches it. Covers the program break, from <see cref="RecordBytes"/> below it, and the range for mappings.
/// Pieces that are given up wait for the next need of one: fresh memory costs the system a fault for each page.
/// Pieces at the break, which is used from its beginning on, hang off one table that grows; those of the wide range for mappings off a table of tables.
/// </remarks>
internal class WordStore
{
    /// <summary>Bytes below the base of the program break that can be used, too: a place for records which a real library has in its data.</summary>
    public const ulong RecordBytes = 1UL << 16;

    private const ulong PieceMask = (1UL << WordPiece.BytesLog2) - 1;
    private const int PiecesPerTableLog2 = 11;
    private const int PiecesPerTable = 1 << PiecesPerTableLog2;
    private const int SmallestTable = 64;
    private const int SparesMax = 64;

    private readonly ulong _breakBase;
    private readonly ulong _breakPieceCount;
    private readonly ulong _mapBase;
    private readonly WordPiece?[] _noPieces = new WordPiece?[PiecesPerTable];
    private readonly WordPiece?[][] _mapTables;
    private readonly Stack<WordPiece> _spares = [];
    private WordPiece?[] _breakTable = [];

    /// <summary>Makes an empty store for a machine's ranges.</summary>
    public WordStore(MachineOptions machine)
    {
        _breakBase = machine.BreakBase < RecordBytes ? 0 : (machine.BreakBase - RecordBytes) & ~PieceMask;
        _breakPieceCount = ((machine.BreakBase - _breakBase + machine.BreakBytes) >> WordPiece.BytesLog2) + 1;
        _mapBase = (machine.MmapTop - machine.MmapBytes) & ~PieceMask;
        _mapTables = new WordPiece?[((machine.MmapTop - _mapBase) >> (WordPiece.BytesLog2 + PiecesPerTableLog2)) + 1][];
        Array.Fill(_mapTables, _noPieces);
    }

    /// <summary>The word at an address, a multiple of 8, to read or to write.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong At(ulong address) => ref (TableOf(address, out int index)[index] ?? Make(address)).At(address);

    /// <summary>The word at an address of whose piece a word was asked for before by <see cref="At"/>.</summary>
    /// <remarks>Without a way out that calls something, code that follows many words stays in registers: glibc replays the python recording in 3 % less time, the one of redis in 6 %.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong Known(ulong address)
    {
        WordPiece?[] table = _breakTable;
        ulong piece = (address - _breakBase) >> WordPiece.BytesLog2;
        if (piece >= (ulong)table.Length)
        {
            piece = (address - _mapBase) >> WordPiece.BytesLog2;
            table = _mapTables[(int)(piece >> PiecesPerTableLog2)];
            piece &= PiecesPerTable - 1;
        }

        return ref table[(int)piece]!.At(address);
    }

    /// <summary>Words next to each other, known likewise, from an address that is a multiple of the size of what they make up, a power of two of bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref T Known<T>(ulong address)
        where T : unmanaged
        => ref Unsafe.As<ulong, T>(ref Known(address)); // A piece ends at no place inside it.

    /// <summary>What a range holds is not needed any more: memory for pieces that lie in it whole is given up; other words stay as they are.</summary>
    public void Forget(ulong address, ulong bytes)
    {
        ulong at = (address + PieceMask) & ~PieceMask;
        ulong end = (address + bytes) & ~PieceMask;
        while (at < end)
        {
            WordPiece?[] table = TableOf(at, out int index);
            int count = (int)Math.Min((end - at) >> WordPiece.BytesLog2, (ulong)(table.Length - index));
            if (!ReferenceEquals(table, _noPieces))
            {
                GiveUp(table.AsSpan(index, count));
            }

            at += (ulong)count << WordPiece.BytesLog2;
        }
    }

    private void GiveUp(Span<WordPiece?> pieces)
    {
        foreach (WordPiece? piece in pieces)
        {
            if (piece is not null && _spares.Count < SparesMax)
            {
                _spares.Push(piece);
            }
        }

        pieces.Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private WordPiece?[] TableOf(ulong address, out int index)
    {
        ulong piece = (address - _breakBase) >> WordPiece.BytesLog2;
        if (piece >= _breakPieceCount)
        {
            piece = (address - _mapBase) >> WordPiece.BytesLog2;
            index = (int)piece & (PiecesPerTable - 1);
            return _mapTables[piece >> PiecesPerTableLog2];
        }

        bool isInTable = piece < (ulong)_breakTable.Length;
        index = isInTable ? (int)piece : 0;
        return isInTable ? _breakTable : _noPieces;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WordPiece Make(ulong address)
    {
        ulong piece = (address - _breakBase) >> WordPiece.BytesLog2;
        if (piece >= _breakPieceCount)
        {
            ref WordPiece?[] table = ref _mapTables[(address - _mapBase) >> (WordPiece.BytesLog2 + PiecesPerTableLog2)];
            if (ReferenceEquals(table, _noPieces))
            {
                table = new WordPiece?[PiecesPerTable];
            }
        }
        else if (piece >= (ulong)_breakTable.Length)
        {
            Array.Resize(ref _breakTable, (int)Math.Max(piece + 1, (ulong)Math.Max(_breakTable.Length * 2, SmallestTable)));
        }

        return TableOf(address, out int index)[index] = NewPiece();
    }

    private WordPiece NewPiece()
    {
        if (!_spares.TryPop(out WordPiece? piece))
        {
            return new WordPiece();
        }

        piece.Clear();
        return piece;
    }
}
