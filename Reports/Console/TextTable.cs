using System.Text;

namespace AllocSim.Reports.Console;

/// <summary>A table as text. One that is wider than the terminal is cut into blocks of columns below each other; a cell is never broken.</summary>
/// <param name="Keys">Columns that every block begins with, aligned to the left.</param>
/// <param name="Columns">The other columns, aligned to the right.</param>
internal sealed record TextTable(IReadOnlyList<TextColumn> Keys, IReadOnlyList<TextColumn> Columns)
{
    private const int Gap = 2;

    /// <summary>Writes the table.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="width">Characters in a line; a block has at least one column, however wide.</param>
    public void Write(TextWriter output, int width)
    {
        int keyWidth = Keys.Sum(key => key.Width + Gap) - Gap;
        for (int from = 0, to; from < Columns.Count; from = to)
        {
            int used = keyWidth;
            for (to = from; to < Columns.Count; to = EndOfGroup(to))
            {
                int wanted = Columns.Take(EndOfGroup(to)).Skip(to).Sum(column => column.Width + Gap);
                if (to > from && used + wanted > width)
                {
                    break;
                }

                used += wanted;
            }

            output.Write(from == 0 ? "" : "\n");
            WriteBlock(output, [.. Columns.Take(to).Skip(from)], used);
        }
    }

    private int EndOfGroup(int at)
    {
        for (at++; at < Columns.Count && Columns[at].IsGlued; at++)
        {
        }

        return at;
    }

    private void WriteBlock(TextWriter output, TextColumn[] columns, int width)
    {
        WriteLine(output, columns, column => column.Header);
        output.Write(new string('-', width) + "\n");
        for (int i = 0; i < Keys[0].Cells.Count; i++)
        {
            WriteLine(output, columns, column => column.Cells[i]);
        }
    }

    private void WriteLine(TextWriter output, TextColumn[] columns, Func<TextColumn, string> cell)
    {
        StringBuilder line = new();
        foreach (TextColumn key in Keys)
        {
            line.Append(cell(key).PadRight(key.Width + Gap));
        }

        line.Length -= Gap;
        foreach (TextColumn column in columns)
        {
            line.Append(' ', Gap).Append(cell(column).PadLeft(column.Width));
        }

        output.Write(line.ToString().TrimEnd() + "\n");
    }
}
