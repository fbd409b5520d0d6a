using System.Globalization;

namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <summary>Writes the statistics as the text that people read.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/emitter.h`, output emitter_output_table.</remarks>
internal sealed class TextEmitter(TextWriter output) : StatsEmitter
{
    private int _depth;

    /// <inheritdoc/>
    public override void Begin() => output.Write("___ Begin jemalloc statistics ___\n");

    /// <inheritdoc/>
    public override void End() => output.Write("--- End jemalloc statistics ---\n");

    /// <inheritdoc/>
    public override void Value(string key, string label, string literal, string? note = null)
    {
        Indent();
        output.Write($"{label}: {literal}{(note is null ? "" : $" ({note})")}\n");
    }

    /// <inheritdoc/>
    public override void BeginGroup(string key, string heading)
    {
        Indent();
        output.Write(heading);
        output.Write('\n');
        _depth++;
    }

    /// <inheritdoc/>
    public override void EndGroup() => _depth--;

    /// <inheritdoc/>
    public override void Print(FormattableString text) => output.Write(text.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override void Row(StatsColumns columns, params object[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            var text = Convert.ToString(cells[i], CultureInfo.InvariantCulture)!;
            var width = columns.Widths[i];
            output.Write(width < 0 ? text.PadRight(-width) : text.PadLeft(width));
        }

        output.Write('\n');
    }

    private void Indent() => output.Write(new string(' ', 2 * _depth));
}
