using System.Globalization;

namespace AllocSim.Allocator.Jemalloc.Stats;

/// <summary>Writes compact JSON the way the library's statistics do: keys may repeat, nothing is escaped, no white space.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/emitter.h`, output emitter_output_json_compact.</remarks>
internal sealed class JsonEmitter : StatsEmitter
{
    private readonly TextWriter output;
    private bool hasItemAtDepth;
    private bool hasKey;

    /// <summary>Makes an emitter.</summary>
    public JsonEmitter(TextWriter output)
    {
        this.output = output;
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
        output.Write("\":");
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
    }

    private void Close(char bracket)
    {
        output.Write(bracket);
        hasItemAtDepth = true;
    }

    private void Separate()
    {
        if (hasKey)
        {
            hasKey = false;
        }
        else if (hasItemAtDepth)
        {
            output.Write(',');
        }
    }
}
