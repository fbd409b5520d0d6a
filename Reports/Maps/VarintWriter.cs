namespace AllocSim.Reports.Maps;

/// <summary>Writes numbers as varints: seven bits a byte, lowest first, the top bit saying that more follow.</summary>
internal sealed class VarintWriter(Stream output) : IDisposable
{
    private const int BytesMax = 10;

    private readonly byte[] _buffer = new byte[1 << 16];
    private int _count;

    /// <summary>Writes a number.</summary>
    public void Write(ulong number)
    {
        if (_count > _buffer.Length - BytesMax)
        {
            Flush();
        }

        for (; number >= 0x80; number >>= 7)
        {
            _buffer[_count++] = (byte)(number | 0x80);
        }

        _buffer[_count++] = (byte)number;
    }

    /// <inheritdoc/>
    public void Dispose() => Flush();

    private void Flush()
    {
        output.Write(_buffer, 0, _count);
        _count = 0;
    }
}
