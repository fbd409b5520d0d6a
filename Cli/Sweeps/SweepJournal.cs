using System.Text;
using System.Text.Json;

namespace AllocSim.Cli.Sweeps;

/// <summary>The finished points of a sweep under way, one JSON line each after a line that names the sweep. Survives being killed at any moment: a torn last line is dropped.</summary>
public sealed class SweepJournal : IDisposable
{
    private readonly FileStream _file;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, string[]> _rows = [];

    /// <summary>Opens the journal.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="identity">What the sweep is: trace, points and version. Rows of another sweep are not mixed with these.</param>
    /// <param name="resumes">Whether to go on with what is there.</param>
    /// <exception cref="UsageException">There is a journal and the sweep does not resume, or it is another sweep's.</exception>
    public SweepJournal(string path, string identity, bool resumes)
    {
        if (System.IO.File.Exists(path) && !resumes)
        {
            throw new UsageException($"{path} holds an unfinished sweep: continue it with --resume, or remove the file");
        }

        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        long end = Read(path, identity);
        _file.SetLength(end);
        _file.Position = end;
        if (end == 0)
        {
            Append(JsonSerializer.Serialize(identity));
        }
    }

    /// <summary>Values of the points that are done, by number.</summary>
    public IReadOnlyDictionary<int, string[]> Rows => _rows;

    /// <summary>Adds a finished point; safe from any thread.</summary>
    public void Add(int number, IReadOnlyList<string> values)
    {
        lock (_lock)
        {
            string[] row = [.. values];
            _rows[number] = row;
            Append(JsonSerializer.Serialize(new Line(number, row)));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Append(string line)
    {
        _file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        _file.Flush();
    }

    /// <summary>Reads whole lines.</summary>
    /// <returns>Where the last whole one ends.</returns>
    private long Read(string path, string identity)
    {
        byte[] bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        int start = 0;
        for (int end = Array.IndexOf(bytes, (byte)'\n'); end >= 0; start = end + 1, end = Array.IndexOf(bytes, (byte)'\n', start))
        {
            ReadOnlySpan<byte> line = bytes.AsSpan(start, end - start);
            if (start == 0)
            {
                if (JsonSerializer.Deserialize<string>(line) != identity)
                {
                    throw new UsageException($"{path} belongs to another sweep (another trace, other options or another version): choose another --out, or remove the file");
                }
            }
            else if (JsonSerializer.Deserialize<Line>(line) is { } row)
            {
                _rows[row.Number] = row.Values;
            }
        }

        return start;
    }

    private sealed record Line(int Number, string[] Values);
}
