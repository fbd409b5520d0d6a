using System.Text;

namespace AllocSim.Reports.Profiles;

/// <summary>Writes fields of a protocol buffers message.</summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0;
    private const int Bytes = 2;

    private readonly MemoryStream _bytes = new();

    /// <summary>The message.</summary>
    public byte[] ToArray() => _bytes.ToArray();

    /// <summary>A number; 0, the default, is left out.</summary>
    public void Number(int field, ulong value)
    {
        if (value != 0)
        {
            Write(((ulong)field << 3) | Varint);
            Write(value);
        }
    }

    /// <summary>A repeated number in packed form.</summary>
    public void Numbers(int field, IEnumerable<ulong> values)
    {
        ProtobufWriter packed = new();
        foreach (ulong value in values)
        {
            packed.Write(value);
        }

        Message(field, packed);
    }

    /// <summary>A text.</summary>
    public void Text(int field, string text) => Write(field, Encoding.UTF8.GetBytes(text));

    /// <summary>A message within this one.</summary>
    public void Message(int field, ProtobufWriter message) => Write(field, message.ToArray());

    private void Write(int field, byte[] bytes)
    {
        Write(((ulong)field << 3) | Bytes);
        Write((ulong)bytes.Length);
        _bytes.Write(bytes);
    }

    private void Write(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.WriteByte((byte)(value | 0x80));
        }

        _bytes.WriteByte((byte)value);
    }
}
