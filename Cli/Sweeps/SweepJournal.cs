using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AllocSim.Cli.Sweeps;

/// <summary>The finished points of a sweep under way, one JSON line each after a line that names the sweep. Survives being killed at any moment: a torn last line is dropped. Only where a line stands is kept in memory.</summary>
public sealed partial class SweepJournal : IDisposable
{
    private readonly string _path;
    private readonly Stream _file;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<int, (long Offset, int Length)> _lines = [];
    private long _end;

    /// <summary>Opens the journal.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="identity">What the sweep is: trace, points and version. Rows of another sweep are not mixed with these.</param>
    /// <param name="resumes">Whether to go on with what is there.</param>
    /// <exception cref="UsageException">There is a journal and the sweep does not resume, or it is another sweep's.</exception>
    public SweepJournal(string path, string identity, bool resumes)
        : this(Open(path, resumes), path, identity)
    {
    }

    /// <summary>Reads the journal in a stream, and goes on in it.</summary>
    /// <param name="file">The stream; closed with the journal.</param>
    /// <param name="path">What to call it in messages.</param>
    /// <param name="identity">What the sweep is.</param>
    internal SweepJournal(Stream file, string path, string identity)
    {
        _path = path;
        _file = file;
        try
        {
            Read(identity);
            if (_file.Length != _end)
            {
                _file.SetLength(_end);
            }

            if (_end == 0)
            {
                Append(JsonSerializer.Serialize(identity, Json.Default.String));
            }
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Points that are done.</summary>
    public int Count => _lines.Count;

    /// <summary>Whether a point is done.</summary>
    public bool Holds(int number) => _lines.ContainsKey(number);

    /// <summary>The values of the points that are done, by number.</summary>
    public IEnumerable<(int Number, string[] Values)> Rows()
    {
        foreach ((int number, (long offset, int length)) in _lines)
        {
            byte[] line = new byte[length];
            _file.Position = offset;
            _file.ReadExactly(line);
            yield return (number, JsonSerializer.Deserialize(line, Json.Default.Line)!.Values);
        }
    }

    /// <summary>Adds a finished point; safe from any thread.</summary>
    /// <exception cref="IOException">It cannot be written. What was added before is kept.</exception>
    public void Add(int number, IReadOnlyList<string> values)
    {
        string line = JsonSerializer.Serialize(new Line(number, [.. values]), Json.Default.Line);
        lock (_lock)
        {
            long offset = _end;
            Append(line);
            _lines[number] = (offset, Encoding.UTF8.GetByteCount(line));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static FileStream Open(string path, bool resumes)
    {
        if (System.IO.File.Exists(path) && !resumes)
        {
            throw new UsageException($"{path} holds an unfinished sweep: continue it with --resume, or remove the file");
        }

        // Without a buffer: what could not be written is not tried again when the file is closed.
        return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
    }

    private void Append(string line)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
        try
        {
            _file.Position = _end;
            _file.Write(bytes);
            _end += bytes.Length;
        }
        catch (IOException e)
        {
            string kept = _end == 0 ? "" : "; the points finished so far are kept there: make room and go on with --resume";
            throw new IOException($"{_path} cannot be written ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')}){kept}", e);
        }
    }

    /// <summary>Finds the whole lines and where the last of them ends.</summary>
    private void Read(string identity)
    {
        List<byte> line = [];
        byte[] block = new byte[1 << 16];
        for (int read = _file.Read(block); read > 0; read = _file.Read(block))
        {
            foreach (byte next in block.AsSpan(0, read))
            {
                if (next != '\n')
                {
                    line.Add(next);
                }
                else if (Take([.. line], identity))
                {
                    line.Clear();
                }
                else
                {
                    return;
                }
            }
        }
    }

    private bool Take(byte[] line, string identity)
    {
        try
        {
            if (_end == 0 && JsonSerializer.Deserialize(line, Json.Default.String) != identity)
            {
                throw new UsageException($"{_path} belongs to another sweep (another trace, other options or another version): choose another --out, or remove the file");
            }

            if (_end > 0)
            {
                _lines[JsonSerializer.Deserialize(line, Json.Default.Line)!.Number] = (_end, line.Length);
            }
        }
        catch (JsonException)
        {
            // From a damaged line on, nothing is believed.
            return _end == 0 ? throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{_path} is no journal of a sweep: choose another --out, or remove the file")) : false;
        }

        _end += line.Length + 1;
        return true;
    }

    private sealed record Line(int Number, string[] Values);

    // Written out by the compiler: found out when the first point is done, it takes as long as that point.
    [JsonSerializable(typeof(Line))]
    [JsonSerializable(typeof(string))]
    private sealed partial class Json : JsonSerializerContext;
}
