using System.Globalization;

namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <summary>Writes JSON the way the library's statistics do: keys may repeat, nothing is escaped; an item a line with tabs before it up to 5.2, without white space since.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/emitter.h`, outputs emitter_output_json and emitter_output_json_compact.</remarks>
internal sealed class JsonEmitter : StatsEmitter
{
    private readonly TextWriter _output;
    private readonly string _lineBreak;
    private readonly string _indent;
    private readonly string _colon;
    private bool _hasItemAtDepth;
    private bool _hasKey;
    private int _depth;

    /// <summary>Makes an emitter.</summary>
    /// <param name="output">Where it writes to.</param>
    /// <param name="isIndented">Whether each item has a line of its own.</param>
    public JsonEmitter(TextWriter output, bool isIndented)
    {
        _output = output;
        _lineBreak = isIndented ? "\n" : "";
        _indent = isIndented ? "\t" : "";
        _colon = isIndented ? "\": " : "\":";
    }

    /// <inheritdoc/>
    public override void Begin()
    {
        BeginObject();
        BeginObject("jemalloc");
    }

    /// <inheritdoc/>
    public override void End()
    {
        EndObject();
        EndObject();
        _output.Write(_lineBreak);
    }

    /// <inheritdoc/>
    public override void Value(string key, string label, string literal, string? note = null)
    {
        Key(key);
        Literal(literal);
    }

    /// <inheritdoc/>
    public override void BeginGroup(string key, string heading) => BeginObject(key);

    /// <inheritdoc/>
    public override void EndGroup() => EndObject();

    /// <inheritdoc/>
    public override void Number(string key, ulong value)
    {
        Key(key);
        Literal(value.ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public override void Signed(string key, ulong bits)
    {
        Key(key);
        Literal(((long)bits).ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public override void BeginObject() => Open('{');

    /// <inheritdoc/>
    public override void BeginObject(string key)
    {
        Key(key);
        Open('{');
    }

    /// <inheritdoc/>
    public override void BeginArray(string key)
    {
        Key(key);
        Open('[');
    }

    /// <inheritdoc/>
    public override void EndObject() => Close('}');

    /// <inheritdoc/>
    public override void EndArray() => Close(']');

    // The next value, object or array belongs to it.
    private void Key(string key)
    {
        Separate();
        _output.Write('"');
        _output.Write(key);
        _output.Write(_colon);
        _hasKey = true;
    }

    private void Literal(string text)
    {
        Separate();
        _output.Write(text);
        _hasItemAtDepth = true;
    }

    private void Open(char bracket)
    {
        Separate();
        _output.Write(bracket);
        _hasItemAtDepth = false;
        _depth++;
    }

    private void Close(char bracket)
    {
        _depth--;
        StartLine();
        _output.Write(bracket);
        _hasItemAtDepth = true;
    }

    private void Separate()
    {
        if (_hasKey)
        {
            _hasKey = false;
            return;
        }

        if (_hasItemAtDepth)
        {
            _output.Write(',');
        }

        if (_depth > 0)
        {
            StartLine();
        }
    }

    private void StartLine()
    {
        _output.Write(_lineBreak);
        for (int i = 0; i < _depth; i++)
        {
            _output.Write(_indent);
        }
    }
}
