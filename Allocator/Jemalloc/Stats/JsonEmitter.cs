using System.Globalization;

namespace AllocSim.Allocator.Jemalloc.Stats;

/// <summary>Writes compact JSON the way the library's statistics do: keys may repeat, nothing is escaped, no white space.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/emitter.h`, output emitter_output_json_compact.</remarks>
internal sealed class JsonEmitter
{
    private readonly TextWriter output;
    private bool hasItemAtDepth;
    private bool hasKey;

    /// <summary>Makes an emitter.</summary>
    public JsonEmitter(TextWriter output)
    {
        this.output = output;
    }

    /// <summary>A key; the next value, object or array belongs to it.</summary>
    public void Key(string key)
    {
        Separate();
        output.Write('"');
        output.Write(key);
        output.Write("\":");
        hasKey = true;
    }

    /// <summary>Key and number.</summary>
    public void Number(string key, ulong value)
    {
        Key(key);
        Literal(value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Key and signed number, given by its bits.</summary>
    public void Signed(string key, ulong bits)
    {
        Key(key);
        Literal(((long)bits).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Key and true for any bit set, else false.</summary>
    public void Flag(string key, ulong bits)
    {
        Key(key);
        Literal(bits != 0 ? "true" : "false");
    }

    /// <summary>Key and string.</summary>
    public void Text(string key, string value)
    {
        Key(key);
        Literal($"\"{value}\"");
    }

    /// <summary>Begins an object.</summary>
    public void BeginObject() => Begin('{');

    /// <summary>Key and beginning of an object.</summary>
    public void BeginObject(string key)
    {
        Key(key);
        Begin('{');
    }

    /// <summary>Key and beginning of an array.</summary>
    public void BeginArray(string key)
    {
        Key(key);
        Begin('[');
    }

    /// <summary>Ends an object.</summary>
    public void EndObject() => End('}');

    /// <summary>Ends an array.</summary>
    public void EndArray() => End(']');

    private void Literal(string text)
    {
        Separate();
        output.Write(text);
        hasItemAtDepth = true;
    }

    private void Begin(char bracket)
    {
        Separate();
        output.Write(bracket);
        hasItemAtDepth = false;
    }

    private void End(char bracket)
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
