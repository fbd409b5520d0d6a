using System.Globalization;

namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <summary>Writes JSON the way the library's statistics do: keys may repeat, nothing is escaped; an item a line with tabs before it up to 5.2, without white space since.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/emitter.h`, outputs emitter_output_json and emitter_output_json_compact.</remarks>
internal sealed class JsonEmitter : StatsEmitter
{
    private readonly TextWriter output;
    private readonly string lineBreak;
    private readonly string indent;
    private readonly string colon;
    private bool hasItemAtDepth;
    private bool hasKey;
    private int depth;

    /// <summary>Makes an emitter.</summary>
    /// <param name="output">Where it writes to.</param>
    /// <param name="isIndented">Whether each item has a line of its own.</param>
    public JsonEmitter(TextWriter output, bool isIndented)
    {
        this.output = output;
        lineBreak = isIndented ? "\n" : "";
        indent = isIndented ? "\t" : "";
        colon = isIndented ? "\": " : "\":";
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
        output.Write(lineBreak);
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
        output.Write('"');
        output.Write(key);
        output.Write(colon);
        hasKey = true;
    }

    private void Literal(string text)
    {
        Separate();
        output.Write(text);
        hasItemAtDepth = true;
    }

    private void Open(char bracket)
    {
        Separate();
        output.Write(bracket);
        hasItemAtDepth = false;
        depth++;
    }

    private void Close(char bracket)
    {
        depth--;
        StartLine();
        output.Write(bracket);
        hasItemAtDepth = true;
    }

    private void Separate()
    {
        if (hasKey)
        {
            hasKey = false;
            return;
        }

        if (hasItemAtDepth)
        {
            output.Write(',');
        }

        if (depth > 0)
        {
            StartLine();
        }
    }

    private void StartLine()
    {
        output.Write(lineBreak);
        for (int i = 0; i < depth; i++)
        {
            output.Write(indent);
        }
    }
}
