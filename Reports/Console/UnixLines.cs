using System.Text;

namespace AllocSim.Reports.Console;

/// <summary>Passes text on with line feeds only and no blanks at the ends of lines, whatever the system's habit is.</summary>
internal sealed class UnixLines : TextWriter
{
    private readonly TextWriter _inner;
    private int _blanks;

    public UnixLines(TextWriter inner)
    {
        _inner = inner;
        CoreNewLine = ['\n'];
    }

    public override Encoding Encoding => _inner.Encoding;

    public override void Write(char value)
    {
        switch (value)
        {
            case '\r':
                return;
            case ' ':
                _blanks++;
                return;
            case '\n':
                _blanks = 0;
                break;
            default:
                for (; _blanks > 0; _blanks--)
                {
                    _inner.Write(' ');
                }

                break;
        }

        _inner.Write(value);
    }

    public override void Flush() => _inner.Flush();
}
