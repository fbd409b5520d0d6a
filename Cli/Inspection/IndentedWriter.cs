using System.Text;

namespace AllocSim.Cli.Inspection;

/// <summary>Puts blanks before each line.</summary>
internal sealed class IndentedWriter(TextWriter output, string indent) : TextWriter(output.FormatProvider)
{
    private bool _isAtStart = true;

    /// <inheritdoc/>
    public override Encoding Encoding => output.Encoding;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        if (_isAtStart)
        {
            output.Write(indent);
        }

        output.Write(value);
        _isAtStart = value == '\n';
    }
}
