using System.Runtime.CompilerServices;

namespace AllocSim.Workloads.Atrace.Blocks;

/// <summary>The unpacked columns of the block being decoded, and how far each has been read.</summary>
internal sealed class BlockColumns
{
    private const int Count = (int)Column.Stacks + 1;

    private readonly byte[][] _bytes = new byte[Count][];
    private readonly int[] _length = new int[Count];
    private readonly int[] _position = new int[Count];

    /// <summary>Makes room for one block; the room is used again for the next.</summary>
    public BlockColumns() => Array.Fill(_bytes, []);

    /// <summary>Unpacks all columns.</summary>
    /// <param name="cursor">At the first column of the payload.</param>
    /// <param name="payload">The bytes that the cursor reads.</param>
    /// <param name="operations">Operations in the block.</param>
    /// <returns>Null, or what is wrong.</returns>
    public string? TryUnpack(ref ByteCursor cursor, byte[] payload, int operations)
    {
        for (int i = 0; i < Count; i++)
        {
            byte codec = cursor.Byte();
            ulong unpacked = cursor.VarInt();
            ulong packed = cursor.VarInt();
            if (unpacked > 10 * AtraceFormat.BlockOperations || packed > AtraceFormat.MaxPayloadBytes)
            {
                return "a column is too long";
            }

            int start = cursor.Position;
            cursor.Take((int)packed);
            if (_bytes[i].Length < (int)unpacked)
            {
                _bytes[i] = new byte[Math.Max((int)unpacked, AtraceFormat.BlockOperations)];
            }

            _length[i] = (int)unpacked;
            _position[i] = 0;
            if (!ColumnCodec.TryUnpack(codec, payload, start, (int)packed, _bytes[i].AsSpan(0, (int)unpacked)))
            {
                return "a column cannot be unpacked";
            }
        }

        bool complete = _length[(int)Column.Heads] == operations && _length[(int)Column.Times] == operations;
        return complete ? null : "its columns differ in length";
    }

    /// <summary>All bytes of a column.</summary>
    public ReadOnlySpan<byte> All(Column column) => _bytes[(int)column].AsSpan(0, _length[(int)column]);

    /// <summary>A cursor at the place where the column was left.</summary>
    public ByteCursor Resume(Column column) => new(All(column), _position[(int)column]);

    /// <summary>How far the column has been read.</summary>
    public int PositionOf(Column column) => _position[(int)column];

    /// <summary>Notes how far the column has been read.</summary>
    public void Leave(Column column, int position) => _position[(int)column] = position;

    /// <summary>A slot, put together from the three columns that hold its bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SlotAt(ReadOnlySpan<byte> low, ReadOnlySpan<byte> middle, ReadOnlySpan<byte> high, bool hasHigh, int at)
    {
        int slot = low[at] | (middle[at] << 8);
        return hasHigh ? slot | (high[2 * at] << 16) | (high[2 * at + 1] << 24) : slot;
    }
}
