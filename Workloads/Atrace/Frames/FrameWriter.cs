using System.Buffers.Binary;

namespace AllocSim.Workloads.Atrace.Frames;

/// <summary>Writes the frames of an .atrace file: mark, type, length, checksum, payload.</summary>
internal sealed class FrameWriter(Stream stream) : IDisposable
{
    private readonly byte[] _head = new byte[AtraceFormat.FrameHeaderBytes];

    /// <summary>Bytes written so far.</summary>
    public long Position { get; private set; }

    /// <summary>Writes bytes outside any frame.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        stream.Write(bytes);
        Position += bytes.Length;
    }

    /// <summary>Writes a frame.</summary>
    public void Write(FrameType type, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_head, AtraceFormat.FrameMark);
        BinaryPrimitives.WriteUInt32LittleEndian(_head.AsSpan(4), (byte)type);
        BinaryPrimitives.WriteUInt32LittleEndian(_head.AsSpan(8), (uint)payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(_head.AsSpan(12), Crc32C.Of(_head.AsSpan(4, 8), payload));
        WriteRaw(_head);
        WriteRaw(payload);
    }

    /// <summary>Hands what has been written to the system.</summary>
    public void Flush() => stream.Flush();

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();
}
