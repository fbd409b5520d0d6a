using System.Buffers;
using System.Buffers.Text;

namespace AllocSim.Simulator.Replay;

/// <summary>Writes addresses.txt in the oracle's form: what each operation returned. Allocates nothing per line.</summary>
public sealed class AddressLog : IDisposable
{
    private const int LineBytesMax = 80;

    private readonly Stream _output;
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _used;

    /// <summary>Makes a log that writes to a stream, which it owns from now on.</summary>
    public AddressLog(Stream output)
    {
        _output = output;
    }

    /// <summary><c>INDEX ADDRESS</c>, the address in hexadecimal.</summary>
    public void Address(long index, ulong address)
    {
        Begin(index);
        Format(address, 'x');
        End();
    }

    /// <summary><c>INDEX size N</c>.</summary>
    public void Size(long index, ulong size)
    {
        Begin(index);
        Text("size "u8);
        Format(size, 'D');
        End();
    }

    /// <summary><c>INDEX ctl ERROR VALUE</c>.</summary>
    public void Control(long index, int error, ulong value)
    {
        Begin(index);
        Text("ctl "u8);
        Format((ulong)error, 'D');
        Text(" "u8);
        Format(value, 'D');
        End();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _output.Write(_buffer, 0, _used);
        _used = 0;
        _output.Dispose();
    }

    private void Begin(long index)
    {
        if (_used + LineBytesMax > _buffer.Length)
        {
            _output.Write(_buffer, 0, _used);
            _used = 0;
        }

        Format((ulong)index, 'D');
        _buffer[_used++] = (byte)' ';
    }

    private void End() => _buffer[_used++] = (byte)'\n';

    private void Format(ulong value, char format)
    {
        Utf8Formatter.TryFormat(value, _buffer.AsSpan(_used), out int written, new StandardFormat(format));
        _used += written;
    }

    private void Text(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer.AsSpan(_used));
        _used += text.Length;
    }
}
