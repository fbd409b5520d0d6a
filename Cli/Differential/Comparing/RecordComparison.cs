using System.Globalization;
using AllocSim.Cli.Differential.Library;

namespace AllocSim.Cli.Differential.Comparing;

/// <summary>Holds the allocator's records against those that lie in the memory of the library's process.</summary>
/// <param name="source">Where and by whom they are read.</param>
/// <param name="process">The library's process.</param>
internal sealed class RecordComparison(RecordSource source, LibraryProcess process)
{
    private const int LineMax = 300;
    private const string Nothing = "no more records";

    private readonly SortedDictionary<long, string> _awaited = [];

    /// <summary>Records that were equal.</summary>
    public long Equal { get; private set; }

    /// <summary>Why they cannot be read; empty where they can be.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Address of the library's page map, once it is known.</summary>
    public ulong MapRoot { get; private set; }

    /// <summary>Reads the library's records, whose process stands still, and lets it go on.</summary>
    /// <param name="index">The operation that was the last one to run.</param>
    /// <param name="loadedAt">Where the library is loaded.</param>
    /// <param name="threads">Threads and their blocks.</param>
    public void Read(long index, ulong loadedAt, IReadOnlyList<KeyValuePair<int, ulong>> threads)
    {
        try
        {
            using StillProcess memory = new(process.Id, source.Symbols, loadedAt, threads);
            using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
            MapRoot = source.Reader.MapRoot(memory);
            source.Reader.Write(text, memory);
            _awaited[index] = text.ToString();
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            Problem = $"records are not compared: {e.Message}";
        }

        process.GoOn();
    }

    /// <summary>Compares what the simulator wrote with what was read after the same operations, and forgets both.</summary>
    /// <returns>The first difference, or null.</returns>
    public Difference? Compare(SortedDictionary<long, string> simulated)
    {
        Difference? first = null;
        foreach ((long index, string mine) in simulated)
        {
            if (_awaited.Remove(index, out string? real))
            {
                first ??= CompareOne(index, real, mine);
            }
        }

        simulated.Clear();
        return first;
    }

    private Difference? CompareOne(long index, string real, string mine)
    {
        MemoryExtensions.SpanSplitEnumerator<char> others = mine.AsSpan().Split('\n');
        foreach (Range range in real.AsSpan().Split('\n'))
        {
            ReadOnlySpan<char> line = real.AsSpan(range);
            ReadOnlySpan<char> other = NextRead(mine, ref others);
            if (!line.SequenceEqual(other))
            {
                return Differ(index, line.ToString(), other.ToString());
            }

            Equal += line.Length > 0 ? 1 : 0;
        }

        return null;
    }

    // Lines that the simulator alone writes are passed over.
    private ReadOnlySpan<char> NextRead(string text, ref MemoryExtensions.SpanSplitEnumerator<char> lines)
    {
        while (lines.MoveNext())
        {
            ReadOnlySpan<char> line = text.AsSpan(lines.Current);
            if (source.Reader.Reads(line[..Math.Max(line.IndexOf(' '), 0)]))
            {
                return line;
            }
        }

        return [];
    }

    // Which record: the kind and the fields that both have in common up to the first that differs; then all that differ.
    private static Difference Differ(long index, string real, string mine)
    {
        string[] reals = real.Split(' ');
        string[] mines = mine.Split(' ');
        int common = reals.Zip(mines).TakeWhile(pair => pair.First == pair.Second).Count();
        if (common < 2 || reals.Length != mines.Length)
        {
            return new Difference(DifferenceKind.Records, index, Whole(real), Whole(mine));
        }

        int[] places = [.. Enumerable.Range(common, reals.Length - common).Where(i => reals[i] != mines[i])];
        return new Difference(DifferenceKind.Records, index, $"{string.Join(' ', reals[..common])}: {Fields(reals, places)}", Fields(mines, places));
    }

    private static string Fields(string[] fields, int[] places) => Whole(string.Join(' ', places.Select(i => fields[i])));

    private static string Whole(string line) => line.Length == 0 ? Nothing : line.Length > LineMax ? line[..LineMax] + "…" : line;
}
