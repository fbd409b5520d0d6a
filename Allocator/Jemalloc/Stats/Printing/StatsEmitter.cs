namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <summary>The form of the statistics. What is said in one form only does nothing in the other, so that a section is written once for both.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/emitter.h`.</remarks>
internal abstract class StatsEmitter
{
    /// <summary>Begins the output.</summary>
    public abstract void Begin();

    /// <summary>Ends the output.</summary>
    public abstract void End();

    /// <summary>A value in either form.</summary>
    /// <param name="key">Its key in JSON.</param>
    /// <param name="label">What the text calls it.</param>
    /// <param name="literal">The value; a string in quotes.</param>
    /// <param name="note">What the text adds in brackets; null for nothing.</param>
    public abstract void Value(string key, string label, string literal, string? note = null);

    /// <summary>Begins a group in either form: an object in JSON, a heading and indented lines as text.</summary>
    public abstract void BeginGroup(string key, string heading);

    /// <summary>Ends a group.</summary>
    public abstract void EndGroup();

    /// <summary>JSON: key and number.</summary>
    public virtual void Number(string key, ulong value)
    {
    }

    /// <summary>JSON: key and signed number, given by its bits.</summary>
    public virtual void Signed(string key, ulong bits)
    {
    }

    /// <summary>JSON: begins an object without a key.</summary>
    public virtual void BeginObject()
    {
    }

    /// <summary>JSON: key and beginning of an object.</summary>
    public virtual void BeginObject(string key)
    {
    }

    /// <summary>JSON: key and beginning of an array.</summary>
    public virtual void BeginArray(string key)
    {
    }

    /// <summary>JSON: ends an object.</summary>
    public virtual void EndObject()
    {
    }

    /// <summary>JSON: ends an array.</summary>
    public virtual void EndArray()
    {
    }

    /// <summary>Text: as it stands.</summary>
    public virtual void Print(FormattableString text)
    {
    }

    /// <summary>Text: a row of a table.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="cells">What stands in them; numbers and strings.</param>
    public virtual void Row(StatsColumns columns, params object[] cells)
    {
    }
}
