using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace AllocSim.Reports.Maps;

/// <summary>Writes an animated PNG: pictures of one size, one after the other, for ever. A program that knows only PNG shows the first.</summary>
public sealed class AnimatedPng : IDisposable
{
    private const int BytesPerPixel = 3;
    private const byte TrueColour = 2;

    private static readonly uint[] Crc = [.. Enumerable.Range(0, 256).Select(CrcOf)];

    private readonly Stream _output;
    private readonly int _width;
    private readonly int _height;
    private readonly int _delayMs;
    private uint _sequence;
    private bool _hasFirst;

    /// <summary>Begins the file.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels from top to bottom.</param>
    /// <param name="frames">Pictures that will follow.</param>
    /// <param name="delayMs">How long each is shown, milliseconds.</param>
    public AnimatedPng(Stream output, int width, int height, int frames, int delayMs)
    {
        (_output, _width, _height, _delayMs) = (output, width, height, delayMs);
        output.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        Chunk("IHDR", [.. Number((uint)width), .. Number((uint)height), 8, TrueColour, 0, 0, 0]);
        Chunk("acTL", [.. Number((uint)frames), .. Number(0)]);
    }

    /// <summary>Adds a picture: rows of red, green and blue bytes.</summary>
    public void Add(ReadOnlySpan<byte> pixels)
    {
        Chunk("fcTL", [.. Number(_sequence++), .. Number((uint)_width), .. Number((uint)_height), .. Number(0), .. Number(0), .. Short((ushort)_delayMs), .. Short(1000), 0, 0]);
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int row = 0; row < _height; row++)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels.Slice(row * _width * BytesPerPixel, _width * BytesPerPixel));
            }
        }

        if (_hasFirst)
        {
            Chunk("fdAT", [.. Number(_sequence++), .. packed.ToArray()]);
        }
        else
        {
            Chunk("IDAT", packed.ToArray());
        }

        _hasFirst = true;
    }

    /// <summary>Ends the file.</summary>
    public void Dispose() => Chunk("IEND", []);

    private static uint CrcOf(int value)
    {
        uint crc = (uint)value;
        for (int bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) != 0 ? 0xedb88320 ^ (crc >> 1) : crc >> 1;
        }

        return crc;
    }

    private static byte[] Number(uint value)
    {
        byte[] bytes = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Short(ushort value) => [(byte)(value >> 8), (byte)value];

    private void Chunk(string kind, byte[] data)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(kind), .. data];
        uint crc = uint.MaxValue;
        foreach (byte each in body)
        {
            crc = Crc[(crc ^ each) & 0xff] ^ (crc >> 8);
        }

        _output.Write(Number((uint)data.Length));
        _output.Write(body);
        _output.Write(Number(~crc));
    }
}
