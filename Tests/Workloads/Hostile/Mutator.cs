namespace AllocSim.Tests.Workloads.Hostile;

/// <summary>Damages files in the ways that files get damaged: flipped bits, lost ends, lines in the wrong place, lines lost, repeated and exchanged, huge numbers and those of other fields, NUL bytes.</summary>
internal sealed class Mutator(ulong seed, byte[][] others)
{
    private static readonly byte[][] Numbers = [.. new[] { "18446744073709551615", "18446744073709551616", "0xffffffffffffffff", "-1", "99999999999999999999999999", "0", "0x", "4294967296", "281474976710657" }.Select(System.Text.Encoding.ASCII.GetBytes)];

    private ulong _state = seed;

    /// <summary>A damaged copy.</summary>
    public byte[] Mutate(byte[] input)
    {
        byte[] bytes = input;
        for (int n = 1 + Draw(3); n > 0 && bytes.Length > 0; n--)
        {
            bytes = Draw(10) switch
            {
                0 => Flip(bytes),
                1 => bytes[..Draw(bytes.Length)],
                2 => Splice(bytes, bytes),
                3 => Splice(bytes, others[Draw(others.Length)]),
                4 => Insert(bytes, Numbers[Draw(Numbers.Length)]),
                5 => Insert(bytes, new byte[1 + Draw(9)]),
                6 => Repeat(bytes),
                7 => ExchangeLines(bytes),
                8 => ExchangeWords(bytes),
                _ => Insert(bytes, new byte[1 + Draw(2000)].Select(_ => (byte)Draw(256)).ToArray()),
            };
        }

        return bytes;
    }

    private int Draw(int below)
    {
        _state = _state * 6364136223846793005 + 1442695040888963407;
        return (int)((_state >> 33) % (ulong)Math.Max(1, below));
    }

    private byte[] Flip(byte[] bytes)
    {
        byte[] copy = [.. bytes];
        for (int n = 1 + Draw(8); n > 0; n--)
        {
            copy[Draw(copy.Length)] ^= (byte)(1 << Draw(8));
        }

        return copy;
    }

    private byte[] Insert(byte[] bytes, byte[] piece)
    {
        int at = Draw(bytes.Length);
        int skip = Draw(2) * Math.Min(piece.Length, bytes.Length - at);
        return [.. bytes[..at], .. piece, .. bytes[(at + skip)..]];
    }

    private byte[] Repeat(byte[] bytes)
    {
        (int start, int end) = Part(bytes, (byte)'\n');
        byte[] line = bytes[start..Math.Min(bytes.Length, Math.Min(end + 1, start + 300))];
        return [.. bytes[..start], .. Enumerable.Repeat(line, Draw(200)).SelectMany(part => part), .. bytes[Math.Min(bytes.Length, end + 1)..]];
    }

    private byte[] ExchangeLines(byte[] bytes) => Exchange(bytes, (byte)'\n');

    private byte[] ExchangeWords(byte[] bytes) => Exchange(bytes, " ,;:\t()="u8[Draw(8)]);

    private byte[] Exchange(byte[] bytes, byte separator)
    {
        (int start, int end) = Part(bytes, separator);
        (int from, int to) = Part(bytes, separator);
        return [.. bytes[..start], .. bytes[from..to], .. bytes[end..]];
    }

    /// <summary>What stands between two separators, around a place.</summary>
    private (int Start, int End) Part(byte[] bytes, byte separator)
    {
        int at = Draw(bytes.Length);
        int start = bytes.AsSpan(0, at).LastIndexOf(separator) + 1;
        int length = bytes.AsSpan(start).IndexOf(separator);
        return (start, length < 0 ? bytes.Length : start + length);
    }

    private byte[] Splice(byte[] bytes, byte[] from)
    {
        int start = Draw(from.Length);
        int end = Math.Min(from.Length, start + Draw(200));
        return Insert(bytes, from[start..end]);
    }
}
