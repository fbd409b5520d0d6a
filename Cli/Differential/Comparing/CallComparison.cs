using System.Globalization;
using System.Text;

namespace AllocSim.Cli.Differential.Comparing;

/// <summary>Holds calls to the system against each other, a line each, and keeps the last ones.</summary>
internal sealed class CallComparison
{
    private const int Kept = 64;
    private readonly Queue<string> _last = new();

    /// <summary>Calls that were equal.</summary>
    public long Equal { get; private set; }

    /// <summary>The last equal calls, oldest first: more than one wants to read, since those behind a difference in what an operation returned are among them.</summary>
    public IReadOnlyCollection<string> Last => _last;

    /// <summary>Compares the calls of a batch.</summary>
    /// <returns>The first difference, or null.</returns>
    public Difference? Compare(ReadOnlySpan<byte> real, ReadOnlySpan<byte> mine)
    {
        int common = real.CommonPrefixLength(mine);
        bool isEqual = common == real.Length && common == mine.Length;
        int start = isEqual ? common : real[..common].LastIndexOf((byte)'\n') + 1;
        Count(real[..start]);
        return isEqual ? null : Difference(Line(real[start..]), Line(mine[start..]));
    }

    private static Difference Difference(string real, string mine)
    {
        long index = Math.Min(IndexOf(real), IndexOf(mine));
        return new Difference(DifferenceKind.SystemCall, index, Words(real, index), Words(mine, index));
    }

    private static string Line(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        return Encoding.ASCII.GetString(end < 0 ? text : text[..end]);
    }

    private static long IndexOf(string line) => line.Length == 0 ? long.MaxValue : long.Parse(line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Words(string line, long index) => IndexOf(line) == index ? line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..] : "no such call";

    private void Count(ReadOnlySpan<byte> lines)
    {
        Equal += lines.Count((byte)'\n');
        int start = lines.Length;
        for (int i = 0; i <= Kept && start > 0; i++)
        {
            start = lines[..(start - 1)].LastIndexOf((byte)'\n') + 1;
        }

        foreach (string line in Encoding.ASCII.GetString(lines[start..]).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            _last.Enqueue(line);
            if (_last.Count > Kept)
            {
                _last.Dequeue();
            }
        }
    }
}
