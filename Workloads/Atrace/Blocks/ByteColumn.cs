using System.Buffers.Binary;

namespace AllocSim.Workloads.Atrace.Blocks;

/// <summary>Bytes that are appended one value at a time: a column being written.</summary>
internal sealed class ByteColumn
{
    private byte[] _bytes = new byte[256];

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes so far.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Forgets all.</summary>
    public void Clear() => Length = 0;

    /// <summary>Appends one byte.</summary>
    public void Byte(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    /// <summary>Appends seven bits at a time, lowest first; the top bit of a byte says that more follow.</summary>
    public void VarInt(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            _bytes[Length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[Length++] = (byte)value;
    }

    /// <summary>Appends a signed number, folded so that small ones of either sign are short.</summary>
    public void ZigZag(long value) => VarInt((ulong)(value << 1) ^ (ulong)(value >> 63));

    /// <summary>Appends 2 bytes, little-endian.</summary>
    public void UInt16(ushort value)
    {
        Reserve(2);
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(Length), value);
        Length += 2;
    }

    /// <summary>Appends 4 bytes, little-endian.</summary>
    public void UInt32(uint value)
    {
        Reserve(4);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(Length), value);
        Length += 4;
    }

    /// <summary>Appends 8 bytes, little-endian.</summary>
    public void Int64(long value)
    {
        Reserve(8);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(Length), value);
        Length += 8;
    }

    /// <summary>Appends bytes as they are.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Appends a length and that many bytes.</summary>
    public void Counted(ReadOnlySpan<byte> bytes)
    {
        VarInt((ulong)bytes.Length);
        Append(bytes);
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }
    }
}
