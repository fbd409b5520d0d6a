using System.Buffers.Text;

namespace AllocSim.Simulator.Machine;

/// <summary>Writes each call to the system as one line of syscalls.txt, in the oracle's form.</summary>
/// <remarks>Allocates nothing per line. Disposing flushes and closes the stream.</remarks>
public sealed class SystemCallLog : IDisposable
{
    private const int LineBytesMax = 160;

    private readonly Stream _output;
    private readonly byte[] _buffer = new byte[1 << 16];
    private int _used;

    /// <summary>Makes a log that writes to a stream, which it owns from now on.</summary>
    public SystemCallLog(Stream output)
    {
        _output = output;
    }

    /// <summary>mmap, with address 0 for a failure.</summary>
    public void Mmap(long index, ulong address, ulong bytes, int protection)
    {
        Begin(index, " mmap "u8);
        if (address == 0)
        {
            Text("0"u8);
        }
        else
        {
            Pointer(address);
        }

        Count(bytes);
        End(" prot="u8, protection);
    }

    /// <summary>munmap.</summary>
    public void Munmap(long index, ulong address, ulong bytes)
    {
        Begin(index, " munmap "u8);
        Pointer(address);
        Count(bytes);
        Text("\n"u8);
    }

    /// <summary>mremap, with the new address 0 for a failure.</summary>
    public void Mremap(long index, ulong address, ulong oldBytes, ulong newAddress, ulong newBytes)
    {
        Begin(index, " mremap "u8);
        Pointer(address);
        Count(oldBytes);
        Text(" "u8);
        if (newAddress == 0)
        {
            Text("0"u8);
        }
        else
        {
            Pointer(newAddress);
        }

        Count(newBytes);
        Text("\n"u8);
    }

    /// <summary>madvise.</summary>
    public void Madvise(long index, ulong address, ulong bytes, int advice)
    {
        Begin(index, " madvise "u8);
        Pointer(address);
        Count(bytes);
        End(" advice="u8, advice);
    }

    /// <summary>mprotect.</summary>
    public void Mprotect(long index, ulong address, ulong bytes, int protection)
    {
        Begin(index, " mprotect "u8);
        Pointer(address);
        Count(bytes);
        End(" prot="u8, protection);
    }

    /// <summary>sbrk, with the break before the move.</summary>
    public void Sbrk(long index, ulong old, long increment)
    {
        Begin(index, " sbrk "u8);
        Pointer(old);
        End(" "u8, increment);
    }

    /// <summary>Writes all lines so far to the stream.</summary>
    public void Flush()
    {
        _output.Write(_buffer, 0, _used);
        _used = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        _output.Dispose();
    }

    private void Begin(long index, ReadOnlySpan<byte> call)
    {
        if (_used + LineBytesMax > _buffer.Length)
        {
            _output.Write(_buffer, 0, _used);
            _used = 0;
        }

        Number(index);
        Text(call);
    }

    private void Pointer(ulong address)
    {
        if (address == 0)
        {
            Text("(nil)"u8);
            return;
        }

        Text("0x"u8);
        Utf8Formatter.TryFormat(address, _buffer.AsSpan(_used), out int written, new System.Buffers.StandardFormat('x'));
        _used += written;
    }

    private void Count(ulong bytes)
    {
        Text(" "u8);
        Utf8Formatter.TryFormat(bytes, _buffer.AsSpan(_used), out int written);
        _used += written;
    }

    private void End(ReadOnlySpan<byte> label, long value)
    {
        Text(label);
        Number(value);
        Text("\n"u8);
    }

    private void Number(long value)
    {
        Utf8Formatter.TryFormat(value, _buffer.AsSpan(_used), out int written);
        _used += written;
    }

    private void Text(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_buffer.AsSpan(_used));
        _used += text.Length;
    }
}
