using System.Runtime.CompilerServices;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Common;

/// <summary>What an allocator keeps in simulated memory: words of 8 bytes by address. Words that were never written are 0.</summary>
/// <remarks>
/// Holds memory for the pieces of 32 KiB that were written, so an allocator that writes a header here and there costs little.
/// Knows nothing of pages: an allocator that writes to memory also touches it. Covers the program break, from <see cref="RecordBytes"/> below it, and the range for mappings.
/// </remarks>
internal sealed class WordStore
{
    /// <summary>Bytes below the base of the program break that can be used, too: a place for records which a real library has in its data.</summary>
    public const ulong RecordBytes = 1UL << 16;

    private const int PieceBytesLog2 = 15;
    private const int PiecesPerTableLog2 = 11;
    private const int WordsPerPiece = 1 << (PieceBytesLog2 - 3);
    private const int PiecesPerTable = 1 << PiecesPerTableLog2;
    private const int TableBytesLog2 = PieceBytesLog2 + PiecesPerTableLog2;
    private const ulong TableBytes = 1UL << TableBytesLog2;

    private readonly ulong _breakBase;
    private readonly ulong _breakBytes;
    private readonly ulong _mapBase;
    private readonly ulong[]?[] _noPieces = new ulong[]?[PiecesPerTable];
    private readonly ulong[]?[][] _tables;

    /// <summary>Makes an empty store for a machine's ranges.</summary>
    public WordStore(MachineOptions machine)
    {
        ulong piece = (1UL << PieceBytesLog2) - 1;
        _breakBase = machine.BreakBase < RecordBytes ? 0 : (machine.BreakBase - RecordBytes) & ~piece;
        _breakBytes = (machine.BreakBase - _breakBase + machine.BreakBytes + TableBytes) & ~(TableBytes - 1);
        _mapBase = (machine.MmapTop - machine.MmapBytes) & ~piece;
        _tables = new ulong[]?[((_breakBytes + machine.MmapTop - _mapBase) >> TableBytesLog2) + 1][];
        Array.Fill(_tables, _noPieces);
    }

    /// <summary>The word at an address, a multiple of 8, to read or to write.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong At(ulong address)
    {
        ulong offset = OffsetOf(address);
        ulong[]? words = _tables[(int)(offset >> TableBytesLog2)][(int)(offset >> PieceBytesLog2) & (PiecesPerTable - 1)];
        return ref (words ?? Make(offset))[(int)(offset >> 3) & (WordsPerPiece - 1)];
    }

    /// <summary>What a range holds is not needed any more: memory for pieces that lie in it whole is given up; other words stay as they are.</summary>
    public void Forget(ulong address, ulong bytes)
    {
        ulong first = (OffsetOf(address) + (1UL << PieceBytesLog2) - 1) >> PieceBytesLog2;
        ulong end = (OffsetOf(address) + bytes) >> PieceBytesLog2;
        while (first < end)
        {
            ulong[]?[] table = _tables[(int)(first >> PiecesPerTableLog2)];
            ulong next = ((first >> PiecesPerTableLog2) + 1) << PiecesPerTableLog2;
            if (!ReferenceEquals(table, _noPieces))
            {
                int start = (int)first & (PiecesPerTable - 1);
                Array.Clear(table, start, (int)Math.Min(end - first, (ulong)(PiecesPerTable - start)));
            }

            first = next;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong OffsetOf(ulong address)
    {
        ulong offset = address - _breakBase;
        return offset < _breakBytes ? offset : address - _mapBase + _breakBytes;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong[] Make(ulong offset)
    {
        ref ulong[]?[] table = ref _tables[(int)(offset >> TableBytesLog2)];
        if (ReferenceEquals(table, _noPieces))
        {
            table = new ulong[]?[PiecesPerTable];
        }

        return table[(int)(offset >> PieceBytesLog2) & (PiecesPerTable - 1)] = new ulong[WordsPerPiece];
    }
}
