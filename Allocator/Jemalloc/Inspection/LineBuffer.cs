using System.Globalization;

namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <summary>The line of an inspect file that is being written. It is used again and again: a heap has ten thousand lines, and a text for each of their fields would cost more than all else.</summary>
internal sealed class LineBuffer
{
    private char[] _letters = new char[1024];
    private int _count;

    /// <summary>What stands in it.</summary>
    public ReadOnlySpan<char> Text => _letters.AsSpan(0, _count);

    /// <summary>Makes it empty.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a text.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        while (_letters.Length - _count < text.Length)
        {
            Grow();
        }

        text.CopyTo(_letters.AsSpan(_count));
        _count += text.Length;
    }

    /// <summary>Adds a number, the same in every culture.</summary>
    public void Add<T>(T value, string? format)
        where T : ISpanFormattable
    {
        int written;
        while (!value.TryFormat(_letters.AsSpan(_count), out written, format, CultureInfo.InvariantCulture))
        {
            Grow();
        }

        _count += written;
    }

    private void Grow() => Array.Resize(ref _letters, _letters.Length * 2);
}
