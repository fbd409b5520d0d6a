using System.Runtime.CompilerServices;

namespace AllocSim.Allocator.Jemalloc.Inspection;

/// <summary>Writes an interpolated line into the buffer of a dump; a line that begins with a kind that nobody wants stays empty.</summary>
[InterpolatedStringHandler]
internal ref struct LineHandler
{
    private readonly LineBuffer _line;
    private readonly string _kind;
    private bool _isBegun;
    private bool _isLeft;

    /// <summary>Begins a line.</summary>
    /// <param name="literalLength">Asked for by the compiler; unused.</param>
    /// <param name="formattedCount">Asked for by the compiler; unused.</param>
    /// <param name="dump">The dump.</param>
    public LineHandler(int literalLength, int formattedCount, HeapDump dump)
    {
        _ = literalLength + formattedCount;
        _line = dump.Buffer;
        _kind = dump.Kind;
        _line.Clear();
    }

    /// <summary>Adds what stands between fields; the first says the kind.</summary>
    public void AppendLiteral(string text)
    {
        if (!_isBegun)
        {
            _isBegun = true;
            _isLeft = _kind.Length > 0 && !(text.StartsWith(_kind, StringComparison.Ordinal) && text[_kind.Length] == ' ');
        }

        if (!_isLeft)
        {
            _line.Add(text);
        }
    }

    /// <summary>Adds a text.</summary>
    public readonly void AppendFormatted(string? text)
    {
        if (!_isLeft)
        {
            _line.Add(text);
        }
    }

    /// <summary>Adds a number.</summary>
    public readonly void AppendFormatted<T>(T value, string? format = null)
        where T : ISpanFormattable
    {
        if (!_isLeft)
        {
            _line.Add(value, format);
        }
    }
}
