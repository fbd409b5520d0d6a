using System.IO.Compression;
using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Sources;

/// <summary>Opens a file for reading, unpacking gzip where the content starts with its magic; the name does not matter.</summary>
public static class TraceStream
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Opens a file.</summary>
    /// <exception cref="TraceFormatException">There is no such file, or it cannot be read.</exception>
    public static Stream Open(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw new TraceFormatException($"{path}: is a directory; a trace file is needed");
            }

            return Unpack(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan));
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

    /// <summary>Unpacks a stream that holds gzip, and hands through one that does not.</summary>
    public static Stream Unpack(Stream stream)
    {
        byte[] head = ReadHead(stream, 2, out Stream whole);
        return head is [0x1f, 0x8b] ? new GZipStream(whole, CompressionMode.Decompress) : whole;
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
        catch (Exception e) when (e is InvalidDataException or IOException && length > 0)
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

    /// <summary>A message of the framework without line breaks.</summary>
    internal static string OneLine(string message) => message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
