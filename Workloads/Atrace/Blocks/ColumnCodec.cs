using System.IO.Compression;

namespace AllocSim.Workloads.Atrace.Blocks;

/// <summary>Packs and unpacks one column. A column that hardly shrinks is stored, because that is read at the speed of memory.</summary>
internal static class ColumnCodec
{
    /// <summary>Stored as it is.</summary>
    public const byte Stored = 0;

    /// <summary>Packed by Brotli (RFC 7932).</summary>
    public const byte Brotli = 1;

    /// <summary>Packed by deflate without a frame (RFC 1951).</summary>
    public const byte Deflate = 2;

    private const int SmallestPacked = 64;

    /// <summary>Bytes that one byte of deflate can stand for, at most.</summary>
    private const int DeflateMost = 1032;

    /// <summary>Packs bytes.</summary>
    /// <param name="bytes">The column.</param>
    /// <param name="packed">Where the packed bytes are put; cleared before.</param>
    /// <returns>The codec used.</returns>
    public static byte Pack(ReadOnlySpan<byte> bytes, ByteColumn packed)
    {
        packed.Clear();
        if (bytes.Length >= SmallestPacked)
        {
            using var output = new MemoryStream();
            using (var deflate = new DeflateStream(output, CompressionLevel.Optimal, leaveOpen: true))
            {
                deflate.Write(bytes);
            }

            if (output.Length < bytes.Length - bytes.Length / 8)
            {
                packed.Append(output.GetBuffer().AsSpan(0, (int)output.Length));
                return Deflate;
            }
        }

        packed.Append(bytes);
        return Stored;
    }

    /// <summary>Packs a column and appends it as it stands in a file: codec, unpacked length, counted packed bytes.</summary>
    /// <param name="bytes">The column.</param>
    /// <param name="packed">Room to pack it in.</param>
    /// <param name="to">What it is appended to.</param>
    public static void Write(ReadOnlySpan<byte> bytes, ByteColumn packed, ByteColumn to)
    {
        to.Byte(Pack(bytes, packed));
        to.VarInt((ulong)bytes.Length);
        to.Counted(packed.Bytes);
    }

    /// <summary>Reads a column of a frame of names or stacks.</summary>
    /// <param name="payload">The bytes that the cursor reads.</param>
    /// <param name="cursor">At the column.</param>
    /// <exception cref="IndexOutOfRangeException">It is cut off, too long, or cannot be unpacked.</exception>
    public static byte[] Read(byte[] payload, ref ByteCursor cursor)
    {
        byte codec = cursor.Byte();
        ulong unpacked = cursor.VarInt(), packed = cursor.VarInt();
        int start = cursor.Position;
        bool canBe = codec switch
        {
            Stored => unpacked == packed,
            Deflate => unpacked / DeflateMost <= packed,
            _ => true,
        };
        if (!canBe || unpacked > AtraceFormat.SideColumnMaxBytes || packed > AtraceFormat.MaxPayloadBytes)
        {
            throw new IndexOutOfRangeException();
        }

        cursor.Take((int)packed);
        byte[] bytes = new byte[unpacked];
        return TryUnpack(codec, payload, start, (int)packed, bytes) ? bytes : throw new IndexOutOfRangeException();
    }

    /// <summary>Unpacks exactly as many bytes as the column has.</summary>
    /// <returns>False when the packed bytes are damaged.</returns>
    public static bool TryUnpack(byte codec, byte[] source, int offset, int length, Span<byte> to)
    {
        switch (codec)
        {
            case Stored when length == to.Length:
                source.AsSpan(offset, length).CopyTo(to);
                return true;
            case Brotli:
                return BrotliDecoder.TryDecompress(source.AsSpan(offset, length), to, out int written) && written == to.Length;
            case Deflate:
                return TryInflate(source, offset, length, to);
            default:
                return false;
        }
    }

    private static bool TryInflate(byte[] source, int offset, int length, Span<byte> to)
    {
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(source, offset, length), CompressionMode.Decompress);
            return inflate.ReadAtLeast(to, to.Length, throwOnEndOfStream: false) == to.Length && inflate.ReadByte() < 0;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
