using System.Text;

namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <summary>Passes text on and counts it: the library writes its statistics into a buffer first, as far as they reach.</summary>
internal sealed class CountingWriter(TextWriter output) : TextWriter(output.FormatProvider)
{
    /// <summary>Characters so far, each of them a byte.</summary>
    public ulong Count { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => output.Encoding;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        Count++;
        output.Write(value);
    }

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        Count += (ulong)(value?.Length ?? 0);
        output.Write(value);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        Count += (ulong)buffer.Length;
        output.Write(buffer);
    }

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));
}
