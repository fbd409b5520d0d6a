using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace AllocSim.Workloads.Atrace.Blocks;

/// <summary>A position in a column being read. Reading past the end throws <see cref="IndexOutOfRangeException"/>, which the block decoder turns into a message.</summary>
internal ref struct ByteCursor(ReadOnlySpan<byte> bytes, int position = 0)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read so far.</summary>
    public int Position = position;

    /// <summary>Whether all bytes have been read.</summary>
    public readonly bool AtEnd => Position >= _bytes.Length;

    /// <summary>The next byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Byte() => _bytes[Position++];

    /// <summary>The next number as <see cref="ByteColumn.VarInt"/> wrote it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong VarInt()
    {
        byte first = _bytes[Position++];
        return first < 0x80 ? first : VarIntSlow(first);
    }

    /// <summary>The next number as <see cref="ByteColumn.ZigZag"/> wrote it.</summary>
    public long ZigZag()
    {
        ulong folded = VarInt();
        return (long)(folded >> 1) ^ -(long)(folded & 1);
    }

    /// <summary>The next 4 bytes, little-endian.</summary>
    public uint UInt32()
    {
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
        return value;
    }

    /// <summary>The next 8 bytes, little-endian.</summary>
    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    /// <summary>The next bytes, after their count.</summary>
    public ReadOnlySpan<byte> Counted()
    {
        ulong count = VarInt();
        return count > int.MaxValue ? throw new IndexOutOfRangeException() : Take((int)count);
    }

    /// <summary>The next so many bytes.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > _bytes.Length - Position)
        {
            throw new IndexOutOfRangeException();
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong VarIntSlow(byte first)
    {
        ulong value = (uint)first & 0x7f;
        for (int shift = 7; shift < 64; shift += 7)
        {
            byte next = _bytes[Position++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new IndexOutOfRangeException();
    }
}
