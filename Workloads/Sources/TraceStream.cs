using System.IO.Compression;
using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Sources;

/// <summary>Opens a file for reading, unpacking gzip, zstd and xz where the content starts with their magic; the name does not matter.</summary>
internal static class TraceStream
{
    private const int BufferBytes = 1 << 16;
    private const int HeadBytes = 6;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file, or - for standard input.</param>
    /// <param name="tell">Takes the share of the file that has been read, from whatever thread reads; null for nobody.</param>
    /// <exception cref="TraceFormatException">There is no such file, or it cannot be read.</exception>
    public static Stream Open(string path, Action<double>? tell = null)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw new TraceFormatException(path.TrimEnd('/').EndsWith(".parts", StringComparison.Ordinal)
                    ? $"{path}: is what a recording left that did not end; allocsim record --finish {path.TrimEnd('/')} makes traces of it"
                    : File.Exists(Path.Combine(path, "task.txt")) && File.Exists(Path.Combine(path, "info"))
                    ? $"{path}: is the folder of a recording by uftrace; uftrace dump --chrome -d {path} > FILE.json makes a trace of it"
                    : $"{path}: is a directory; a trace file is needed");
            }

            FileStream stream = new(StandardInput.FileOf(path), FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
            return Unpack(tell is null ? stream : new WatchedStream(stream, tell), path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new TraceFormatException($"{path}: there is no such file; name a trace that exists", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new TraceFormatException($"{path}: cannot be opened ({OneLine(e.Message)}); name a readable file", e);
        }
    }

    /// <summary>Unpacks a stream that holds gzip, zstd or xz, and hands through one that does not; without a byte-order mark of UTF-8.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">What to call it in messages.</param>
    public static Stream Unpack(Stream stream, string name = "the trace")
    {
        byte[] head = ReadHead(stream, HeadBytes, out Stream whole);
        Stream? plain = head switch
        {
            [0x1f, 0x8b, ..] => new GZipStream(whole, CompressionMode.Decompress),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => new ZstdStream(whole),
            [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] => new XzStream(whole, name),
            _ => null,
        };
        return plain is null ? WithoutMark(whole) : WithoutMark(plain);
    }

    /// <summary>Reads the first bytes of a stream and puts them back.</summary>
    /// <param name="stream">The stream, at its start.</param>
    /// <param name="count">How many bytes are wanted; fewer come where the stream is shorter, or damaged after them.</param>
    /// <param name="whole">What to read instead of <paramref name="stream"/> from here on.</param>
    public static byte[] ReadHead(Stream stream, int count, out Stream whole)
    {
        byte[] head = new byte[count];
        int length = 0;
        try
        {
            for (int read = 1; read > 0 && length < count; length += read)
            {
                read = stream.Read(head, length, count - length);
            }
        }
        catch (Exception e) when (e is InvalidDataException || (e is IOException && length > 0)) // It comes again when what is left is read.
        {
        }

        Array.Resize(ref head, length);
        if (stream.CanSeek)
        {
            stream.Position -= length;
            whole = stream;
        }
        else
        {
            whole = new PrefixedStream(head, stream);
        }

        return head;
    }

    private static Stream WithoutMark(Stream stream)
    {
        byte[] head = ReadHead(stream, 3, out Stream whole);
        if (head is not [0xEF, 0xBB, 0xBF])
        {
            return whole;
        }

        _ = whole.ReadAtLeast(head, head.Length);
        return whole;
    }

    /// <summary>A message of the framework without line breaks.</summary>
    internal static string OneLine(string message) => message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
