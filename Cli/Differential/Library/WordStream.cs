using System.Runtime.InteropServices;

namespace AllocSim.Cli.Differential.Library;

/// <summary>Words of 64 bits out of a stream.</summary>
/// <param name="stream">The stream; stays the caller's.</param>
internal sealed class WordStream(Stream stream)
{
    private readonly ulong[] _words = new ulong[1 << 13];
    private int _at;
    private int _count;
    private int _spareBytes;

    /// <summary>The next word.</summary>
    /// <exception cref="EndOfStreamException">There is none.</exception>
    public ulong Next()
    {
        if (_at == _count)
        {
            Fill();
        }

        return _words[_at++];
    }

    private void Fill()
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(_words.AsSpan());
        bytes.Slice(_count * sizeof(ulong), _spareBytes).CopyTo(bytes);
        int have = _spareBytes;
        while (have < sizeof(ulong))
        {
            int read = stream.Read(bytes[have..]);
            if (read == 0)
            {
                throw new EndOfStreamException();
            }

            have += read;
        }

        _at = 0;
        _count = have / sizeof(ulong);
        _spareBytes = have % sizeof(ulong);
    }
}
