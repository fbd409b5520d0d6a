using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Text;

/// <summary>Writes operations as the plain-text trace, with the trace's own object numbers.</summary>
public sealed class TextTraceWriter : IDisposable
{
    private const int MaxOperationBytes = 512;

    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _used;

    /// <summary>Writes to a stream, which it then owns.</summary>
    public TextTraceWriter(Stream stream, bool gzip = false) =>
        _stream = gzip ? new GZipStream(stream, CompressionLevel.Optimal) : stream;

    /// <summary>Writes all operations of a batch.</summary>
    public void Write(OperationBatch batch, IReadOnlyList<string> names)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            Write(batch.Operations[i], batch.Objects[i], batch.OldObjects[i], names);
        }
    }

    /// <summary>Writes one operation.</summary>
    public void Write(in Operation op, long number, long old, IReadOnlyList<string> names)
    {
        if (_buffer.Length - _used < MaxOperationBytes)
        {
            FlushBuffer();
        }

        _used += Format(_buffer.AsSpan(_used), op, number, old, names);
        _buffer[_used++] = (byte)'\n';
    }

    /// <summary>Writes a line as it is.</summary>
    public void WriteLine(ReadOnlySpan<byte> line)
    {
        FlushBuffer();
        _stream.Write(line);
        _buffer[_used++] = (byte)'\n';
    }

    /// <summary>The line of an operation, without its newline.</summary>
    /// <returns>Bytes written to <paramref name="to"/>, which needs room for 512.</returns>
    public static int Format(Span<byte> to, in Operation op, long number, long old, IReadOnlyList<string> names)
    {
        int n = 0;
        Number(to, ref n, (ulong)op.TimeNs);
        Number(to, ref n, (ulong)op.Thread);
        Word(to, ref n, TextVerbs.NameOf(op.Kind));
        switch (op.Kind)
        {
            case OperationKind.Malloc:
                Numbers(to, ref n, (ulong)number, op.Size);
                break;
            case OperationKind.Calloc or OperationKind.Memalign or OperationKind.AlignedAlloc:
                Numbers(to, ref n, (ulong)number, op.Extra);
                Number(to, ref n, op.Size);
                break;
            case OperationKind.Realloc or OperationKind.Rallocx:
                Number(to, ref n, (ulong)number);
                Old(to, ref n, old);
                Number(to, ref n, op.Size);
                break;
            case OperationKind.Free or OperationKind.Sallocx or OperationKind.Dallocx:
                Number(to, ref n, (ulong)number);
                break;
            case OperationKind.Mallocx or OperationKind.Sdallocx:
                Numbers(to, ref n, (ulong)number, op.Size);
                break;
            case OperationKind.Xallocx:
                Numbers(to, ref n, (ulong)number, op.Size);
                Number(to, ref n, op.Extra);
                break;
            case OperationKind.Nallocx:
                Number(to, ref n, op.Size);
                break;
            case OperationKind.Ctl:
                Control(to, ref n, op, names);
                break;
        }

        if (HasFlags(op.Kind))
        {
            Signed(to, ref n, op.Flags);
        }

        return n - 1;
    }

    /// <summary>Whether the call takes MALLOCX flags.</summary>
    internal static bool HasFlags(OperationKind kind) => kind is >= OperationKind.Mallocx and <= OperationKind.Nallocx;

    /// <summary>Writes out what is buffered and closes the stream.</summary>
    public void Dispose()
    {
        FlushBuffer();
        _stream.Dispose();
    }

    private static void Control(Span<byte> to, ref int n, in Operation op, IReadOnlyList<string> names)
    {
        var mode = (CtlMode)op.Flags;
        Word(to, ref n, TextVerbs.NameOf(mode));
        Word(to, ref n, names[op.Object]);
        if ((mode & CtlMode.Write) != 0)
        {
            Signed(to, ref n, (long)op.Extra);
        }
    }

    private static void Old(Span<byte> to, ref int n, long old)
    {
        if (old < 0)
        {
            Word(to, ref n, "-");
        }
        else
        {
            Number(to, ref n, (ulong)old);
        }
    }

    private static void Numbers(Span<byte> to, ref int n, ulong first, ulong second)
    {
        Number(to, ref n, first);
        Number(to, ref n, second);
    }

    private static void Number(Span<byte> to, ref int n, ulong value)
    {
        Utf8Formatter.TryFormat(value, to[n..], out int written);
        n += written;
        to[n++] = (byte)' ';
    }

    private static void Signed(Span<byte> to, ref int n, long value)
    {
        Utf8Formatter.TryFormat(value, to[n..], out int written);
        n += written;
        to[n++] = (byte)' ';
    }

    private static void Word(Span<byte> to, ref int n, string word)
    {
        n += Encoding.ASCII.GetBytes(word, to[n..]);
        to[n++] = (byte)' ';
    }

    private void FlushBuffer()
    {
        _stream.Write(_buffer, 0, _used);
        _used = 0;
    }
}
